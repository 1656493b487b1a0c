import type { Hex } from 'viem'
import { RefusedError } from '../refusedError.ts'
import type { MakerView } from './makerView.ts'

/** The slot and its active key; a {@link RefusedError} that says what is missing. */
export const requireKeyedSlot = ({ slot, account, isFrozen }: MakerView): { slot: number; commitment: Hex } => {
  if (isFrozen) throw new RefusedError('the pool is frozen: nothing is settled any more; leave it with `maker exit`')
  if (!slot) throw new RefusedError(`${account} has no slot; take one with \`maker register\``)
  if (!slot.activeKey)
    throw new RefusedError(`the key of slot ${slot.slot} is not active yet: its first settlement is still to come`)
  return { slot: slot.slot, commitment: slot.activeKey }
}
