import type { Hex, TransactionReceipt } from 'viem'
import { findRevert } from '../../chain/describeError.ts'
import { SLOTS } from '../../protocol/pool/constants.ts'
import { RevertedError } from '../payer/revertedError.ts'
import type { ReadySettlement } from './settleClosedRound.ts'

export type SubmitSettlementParameters = {
  /** Slots of this round whose keys are left as they are: grows, and is handed in again when the round is tried again. */
  leaveOut: Set<number>
  /** Proves the round with the keys of these slots left as they are. */
  prepare: (leaveOut: ReadonlySet<number>) => Promise<ReadySettlement>
  /** Throws what a simulation says before anything is paid for, and a {@link RevertedError} for what was mined in vain. */
  send: (calldata: Hex) => Promise<TransactionReceipt>
  /** Called when a slot's owner has changed its mind since the settlement was proven. */
  onLeftOut: (slot: number) => void
}

/** What the pool says of a slot whose key cannot be changed any more as it was proven; the slot is the first argument. */
const KEY_CHANGE_GONE = ['KeyNotPending', 'SlotNotReleasable', 'SlotHasRequest']

const findChangedSlot = (error: unknown): number | undefined => {
  const revert = findRevert(error)
  return revert && KEY_CHANGE_GONE.includes(revert.name) ? Number(revert.args[0]) : undefined
}

/**
 * Proves a round and sends it. Who changes a key between the two makes it be proven again without that slot, which nobody
 * can do more than once: a slot that was left out stays so. A transaction that was mined and reverted does not say which slot
 * it was, so all whose keys it would have changed are left out when the round is tried again.
 */
export const submitSettlement = async ({
  leaveOut,
  prepare,
  send,
  onLeftOut,
}: SubmitSettlementParameters): Promise<{ ready: ReadySettlement; receipt: TransactionReceipt }> => {
  const keepKeyOf = (slot: number): void => {
    leaveOut.add(slot)
    onLeftOut(slot)
  }
  for (;;) {
    const ready = await prepare(leaveOut)
    try {
      return { ready, receipt: await send(ready.calldata) }
    } catch (error) {
      if (error instanceof RevertedError) {
        for (const { slot } of ready.secret.round.keyChanges) keepKeyOf(slot)
        throw error
      }
      const slot = findChangedSlot(error)
      if (slot === undefined || leaveOut.has(slot) || leaveOut.size === SLOTS) throw error
      keepKeyOf(slot)
    }
  }
}
