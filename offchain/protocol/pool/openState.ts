import { SLOTS } from './constants.ts'
import { openLeaf } from './openLeaf.ts'
import { PoolError } from './poolError.ts'
import { requireRoot } from './requireRoot.ts'
import type { PublishedState, SlotState } from './types.ts'

/**
 * The whole state, as a matcher recovers it; keys are by slot, zero where there is none. A {@link PoolError} if the
 * leaves are not those of the root, or a key is not its slot's.
 */
export const openState = (published: PublishedState, keys: readonly bigint[]): SlotState[] => {
  if (keys.length !== SLOTS) throw new PoolError(`a state has ${SLOTS} slots, not ${keys.length} keys`)
  requireRoot(published)
  return keys.map((key, slot) => ({ key, balance: openLeaf(published, slot, key) }))
}
