import { poseidon2Hash } from '@zkpassport/poseidon2'
import { type Address, hexToBigInt, isAddress } from 'viem'
import { COUNTER_BITS, NONCE_BITS, TAG_BITS, TAG_DOMAIN } from './constants.ts'
import { lowBits } from './lowBits.ts'
import { PoolError } from './poolError.ts'
import { requireBits } from './requireBits.ts'
import { requireField } from './requireField.ts'

/** The message whose nonce it is. */
export type NoncedMessage = {
  key: bigint
  chainId: bigint
  pool: Address
  /** Higher than that of the account's last message: the pool demands it. */
  counter: bigint
  /** Of a quote or an order, encoded. */
  plaintext: bigint
}

/**
 * counter * 2^128 + tag, the tag being the low half of Poseidon2(2005, key, chain, pool, counter, plaintext).
 *
 * The tag makes the nonce synthetic: another message, another chain or another pool has another nonce even under the
 * same counter, so that a reorganized or repeated transaction never puts two plaintexts under one pad.
 */
export const makeMessageNonce = ({ key, chainId, pool, counter, plaintext }: NoncedMessage): bigint => {
  if (!isAddress(pool, { strict: false })) throw new PoolError(`pool ${pool} is no address`)
  const hash = poseidon2Hash([
    TAG_DOMAIN,
    requireField('key', key),
    requireField('chain id', chainId),
    hexToBigInt(pool),
    requireBits('counter', counter, COUNTER_BITS),
    requireField('plaintext', plaintext),
  ])
  return (counter << TAG_BITS) | lowBits(hash, TAG_BITS)
}

/** The two parts of a nonce; a {@link PoolError} for what is longer than one. */
export const splitMessageNonce = (nonce: bigint): { counter: bigint; tag: bigint } => ({
  counter: requireBits('nonce', nonce, NONCE_BITS) >> TAG_BITS,
  tag: lowBits(nonce, TAG_BITS),
})
