import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { bytesToHex, encodePacked, type Hex, hexToBytes } from 'viem'
import { encodeOrderContext, type OrderContext } from './orderContext.ts'
import type { PoolOrder } from './report.ts'

const PURPOSE = 'self-healing-reserve/order-entropy/v2'
const KEY_LENGTH = 32

/** 32 bytes in hex, as the DON secret ORDER_SEED holds them. */
const SEED = /^0x[0-9a-fA-F]{64}$/

export type OrderEntropy = { ephemeralSecretKey: Uint8Array; salt: Hex }

/**
 * What of a sealed order must look random, derived from a DON secret.
 *
 * A workflow has no secret randomness: what the CRE guest calls random is seeded with a public hash of the execution
 * id, so anyone could recompute an ephemeral key drawn from it and open the order. The seed is secret; the context
 * makes the output of each run different.
 *
 * Both orders are among the inputs, which makes the key a synthetic nonce: if one epoch is ever computed twice with
 * different results (a retried run that saw another price), the two plaintexts are sealed under unrelated keys, never
 * under one. The same inputs give the same bytes, so a repeated run repeats its report and reveals nothing new.
 */
export const deriveOrderEntropy = (input: {
  seed: string
  context: OrderContext
  /** Unix seconds. */
  statementAt: number
  /** In base units of the payment token. */
  spend: bigint
  poolOrder: PoolOrder
}): OrderEntropy => {
  if (!SEED.test(input.seed)) throw new Error('ORDER_SEED must be 0x and 64 hex digits')
  const { statementAt, spend, poolOrder } = input
  const orders = encodePacked(
    ['uint40', 'uint128', 'bytes32', 'bytes32'],
    [statementAt, spend, poolOrder.nonce, poolOrder.ciphertext],
  )
  const info = concatBytes(encodeOrderContext(PURPOSE, input.context), hexToBytes(orders))
  const seed = hexToBytes(input.seed as Hex)
  const derived = hkdf(sha256, seed, utf8ToBytes(PURPOSE), info, 2 * KEY_LENGTH)
  return {
    ephemeralSecretKey: derived.slice(0, KEY_LENGTH),
    salt: bytesToHex(derived.subarray(KEY_LENGTH)),
  }
}
