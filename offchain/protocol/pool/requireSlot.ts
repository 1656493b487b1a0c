import { SLOTS } from './constants.ts'
import { PoolError } from './poolError.ts'

/** Gives back the index of a slot; a {@link PoolError} for what is none. */
export const requireSlot = (slot: number): number => {
  if (!Number.isInteger(slot) || slot < 0 || slot >= SLOTS)
    throw new PoolError(`slot ${slot} does not exist: slots are 0 to ${SLOTS - 1}`)
  return slot
}
