import type { RoundRecord } from '../../chain/darkpool/readRound.ts'
import { FINE, KEY_CHANGES } from '../../protocol/pool/constants.ts'
import type { KeyChange, SlotState } from '../../protocol/pool/types.ts'

export type ChooseKeyChangesParameters = {
  round: RoundRecord
  /** The slots after the settlement, under their present keys. */
  after: readonly SlotState[]
  /** Undefined for a key that could not be opened. */
  keyOf: (commitment: `0x${string}`) => bigint | undefined
  /** Slots whose owners changed their keys after an attempt was proven: their turn comes in a later round. */
  leaveOut: ReadonlySet<number>
}

/** What is below a unit of payment goes with the slot. */
const isEmpty = (state: SlotState | undefined): boolean =>
  state !== undefined && state.balance.collateral === 0n && state.balance.payment < FINE

/**
 * Which keys a settlement activates, replaces or releases: as many as it can, first those that waited at the close. The
 * pool forgets who is left out although there was room, so whatever can be opened has to be in.
 */
export const chooseKeyChanges = ({ round, after, keyOf, leaveOut }: ChooseKeyChangesParameters): KeyChange[] => {
  const { slots, later, request, requester, keyed } = round
  const changeOf = ({ slot, pendingKey, isReleasing }: (typeof slots)[number]): KeyChange[] => {
    if (leaveOut.has(slot)) return []
    // An order is under the key that goes: it changes only with the order, and does not vanish before it.
    const hasOrder = slot === requester
    if (pendingKey) {
      const key = keyOf(pendingKey)
      return key === undefined || (hasOrder && !request) ? [] : [{ slot, key }]
    }
    const isReleasable = isReleasing && !hasOrder && isEmpty(after[slot]) && later.every((entry) => entry.slot !== slot)
    return isReleasable ? [{ slot, key: 0n }] : []
  }
  const waited = new Set(keyed)
  const possible = slots.flatMap(changeOf)
  const first = possible.filter(({ slot }) => waited.has(slot))
  const others = possible.filter(({ slot }) => !waited.has(slot))
  return [...first, ...others].slice(0, KEY_CHANGES).sort((one, other) => one.slot - other.slot)
}
