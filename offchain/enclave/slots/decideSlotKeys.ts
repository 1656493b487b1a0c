import type { Hex } from 'viem'
import type { LiveSlotKey, SlotKeyState } from './slotKeyState.ts'

/** What is remembered of a live key. */
export type HeldSlotKey = SlotKeyState & {
  /** As it was posted when this became so. */
  posted: LiveSlotKey
  /** Times in a row that it was waiting. */
  failures: number
  /** Milliseconds of the local clock; of a key that waits, when it is tried again. */
  retryAt: number
}

export type DecideSlotKeysParameters = {
  /** All keys that the pool uses now. */
  live: readonly LiveSlotKey[]
  /** By commitment. */
  held: ReadonlyMap<Hex, HeldSlotKey>
  /** Milliseconds of the local clock. */
  nowMs: number
}

export type SlotKeyDecision = {
  /** Retired, or gone with a block that was reorganised away. */
  forget: readonly Hex[]
  /** To be opened through the vault now. */
  open: readonly LiveSlotKey[]
}

/** A block that is replaced may take a posted key with it, and another account may post the same commitment. */
const isPostedAnew = (held: HeldSlotKey, { owner, sealedKeyHash }: LiveSlotKey): boolean =>
  held.posted.owner !== owner || held.posted.sealedKeyHash !== sealedKeyHash

const isDue = (key: LiveSlotKey, held: HeldSlotKey | undefined, nowMs: number): boolean => {
  if (!held) return true
  // Its commitment is the key's own: however it was posted, the key is right.
  if (held.state === 'open') return false
  return isPostedAnew(held, key) || (held.state === 'waiting' && nowMs >= held.retryAt)
}

/** What to do with each key of a pool, given what is held. */
export const decideSlotKeys = ({ live, held, nowMs }: DecideSlotKeysParameters): SlotKeyDecision => {
  const commitments = new Set(live.map(({ commitment }) => commitment))
  return {
    forget: [...held.keys()].filter((commitment) => !commitments.has(commitment)),
    open: live.filter((key) => isDue(key, held.get(key.commitment), nowMs)),
  }
}
