import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { bytesToBigInt, bytesToHex, encodePacked, type Hex, hexToBytes, numberToHex } from 'viem'
import { encodeOrderContext, type OrderContext } from './orderContext.ts'
import type { PoolOrder } from './report.ts'
import { SCALAR_FIELD } from './scalarField.ts'

const PURPOSE = 'self-healing-reserve/order-entropy/v1'
const KEY_LENGTH = 32
/** 128 bits more than the field, so that reducing leaves a bias below 2^-128. */
const FIELD_SEED_LENGTH = 48

/** 32 bytes in hex, as the DON secret ORDER_SEED holds them. */
const SEED = /^0x[0-9a-fA-F]{64}$/

export type OrderEntropy = { ephemeralSecretKey: Uint8Array; salt: Hex; poolOrder: PoolOrder }

/**
 * Everything about an order that must look random, derived from a DON secret.
 *
 * A workflow has no secret randomness: what the CRE guest calls random is seeded with a public hash of the execution
 * id, so anyone could recompute an ephemeral key drawn from it and open the order. The seed is secret; the context
 * makes the output of each run different.
 *
 * `spend` is among the inputs, which makes the key a synthetic nonce: if one epoch is ever computed twice with
 * different results (a retried run that saw another price), the two plaintexts are sealed under unrelated keys, never
 * under one. The same inputs give the same bytes, so a repeated run repeats its report and reveals nothing new.
 *
 * The pool order is filler until the pool exists. Its words are uniform elements of the BN254 scalar field, because a
 * real pool order will be two such elements: 32 plain random bytes would exceed the field in three cases of four, and
 * so tell filler from order.
 */
export const deriveOrderEntropy = (input: {
  seed: string
  context: OrderContext
  /** Unix seconds. */
  statementAt: number
  /** In base units of the payment token. */
  spend: bigint
}): OrderEntropy => {
  if (!SEED.test(input.seed)) throw new Error('ORDER_SEED must be 0x and 64 hex digits')
  const info = concatBytes(
    encodeOrderContext(PURPOSE, input.context),
    hexToBytes(encodePacked(['uint40', 'uint128'], [input.statementAt, input.spend])),
  )
  const seed = hexToBytes(input.seed as Hex)
  const derived = hkdf(sha256, seed, utf8ToBytes(PURPOSE), info, 2 * KEY_LENGTH + 2 * FIELD_SEED_LENGTH)
  const fieldElement = (offset: number): Hex => {
    const wide = bytesToBigInt(derived.subarray(offset, offset + FIELD_SEED_LENGTH))
    return numberToHex(wide % SCALAR_FIELD, { size: 32 })
  }
  return {
    ephemeralSecretKey: derived.slice(0, KEY_LENGTH),
    salt: bytesToHex(derived.subarray(KEY_LENGTH, 2 * KEY_LENGTH)),
    poolOrder: {
      nonce: fieldElement(2 * KEY_LENGTH),
      ciphertext: fieldElement(2 * KEY_LENGTH + FIELD_SEED_LENGTH),
    },
  }
}
