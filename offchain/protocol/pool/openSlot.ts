import { openLeaf } from './openLeaf.ts'
import { requireRoot } from './requireRoot.ts'
import { requireSlot } from './requireSlot.ts'
import type { Balance, PublishedState } from './types.ts'

/**
 * What one slot owns, as its owner reads it from public data and its own key. A {@link PoolError} if the leaves are not
 * those of the root, or the key is not the slot's.
 */
export const openSlot = (published: PublishedState, slot: number, key: bigint): Balance => {
  requireRoot(published)
  return openLeaf(published, requireSlot(slot), key)
}
