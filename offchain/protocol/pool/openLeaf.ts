import { keyCommitment } from './keyCommitment.ts'
import { decryptLeaf } from './leaf.ts'
import { PoolError } from './poolError.ts'
import type { Balance, PublishedState } from './types.ts'

/** One slot of a state whose root was checked; a {@link PoolError} for a key that is not the slot's. */
export const openLeaf = ({ commitments, leaves, nonce }: PublishedState, slot: number, key: bigint): Balance => {
  if (keyCommitment(key) !== commitments[slot]) throw new PoolError(`this is not the key of slot ${slot}`)
  const balance = decryptLeaf(key, leaves[slot] as bigint, nonce)
  if (!balance) throw new PoolError(`the leaf of slot ${slot} opens to no balance: it is not of nonce ${nonce}`)
  return balance
}
