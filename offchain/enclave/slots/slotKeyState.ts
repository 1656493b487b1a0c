import type { Address, Hex } from 'viem'

/** A key that a pool uses now: pending or active. */
export type LiveSlotKey = {
  slot: number
  owner: Address
  commitment: Hex
  status: 'pending' | 'active'
  /** keccak256 of the ciphertext that the owner posted. */
  sealedKeyHash: Hex
}

/** What the enclave has of a live key. */
export type SlotKeyState =
  /** Opened by the shares of these nodes: their indices. */
  | { state: 'open'; openedBy: readonly number[] }
  /** What was posted is no key, or another: nobody can open it, whenever. */
  | { state: 'unreadable'; reason: string }
  /** Not opened yet: what was posted is not final, or the vault is not there. It is tried again. */
  | { state: 'waiting'; reason: string }

/** For people and health lines; no secret is in it. */
export type SlotKeyReport = Pick<LiveSlotKey, 'slot' | 'owner' | 'commitment' | 'status'> & SlotKeyState

/** How many keys are in which state. */
export type SlotCounts = Record<SlotKeyState['state'], number>

export const countSlotKeys = (reports: readonly SlotKeyReport[]): SlotCounts => {
  const counts: SlotCounts = { open: 0, waiting: 0, unreadable: 0 }
  for (const { state } of reports) counts[state] += 1
  return counts
}
