import type { Hex } from 'viem'
import type { Asset } from '../../chain/darkpool/asset.ts'
import type { Balance, Sealed } from '../../protocol/pool/types.ts'

/** A deposit or a withdrawal of the slot that no settlement has taken in yet; in pool units. */
export type WaitingEntry = { index: bigint; asset: Asset; isWithdrawal: boolean; amount: bigint }

/**
 * What changed what the account owns. A settlement does not say whom it filled. Two consecutive leaves of a slot differ by
 * the deposits and accepted withdrawals that the round took in, which are public, and by what the slot traded in it: so the
 * rest of the difference is exactly the fill.
 */
export type StoryEntry = { round: bigint | undefined; blockNumber: bigint; txHash: Hex } & (
  | { kind: 'activated'; commitment: Hex }
  /** `refused`: a withdrawal that exceeded the balance at its turn; everybody knows. */
  | { kind: 'deposited' | 'withdrawn' | 'refused'; index: bigint; asset: Asset; amount: bigint }
  /** What the slot's quote, of `premiumBps`, sold; `payment` is in fine units. */
  | { kind: 'sold'; requestId: bigint; collateral: bigint; payment: bigint; premiumBps: bigint | undefined }
  /** What the slot's own request bought. */
  | { kind: 'bought'; requestId: bigint; collateral: bigint; payment: bigint }
  /** The leaf is under a key that is not at hand: what the round did to the slot cannot be told. */
  | { kind: 'unreadable'; commitment: Hex }
  | { kind: 'claimed'; asset: Asset; amount: bigint }
  | { kind: 'exited'; collateral: bigint; payment: bigint }
  | { kind: 'released' }
)

/** A quote as the chain has it, and the key that was active when it was made. */
export type PostedQuote = { sealed: Sealed; commitment: Hex }

/** All that the logs of a pool say of one account. */
export type SlotStory = {
  slot: number | undefined
  /** Of the active key. */
  commitment: Hex | undefined
  /** Undefined: its leaf cannot be opened. Zero without an active key. */
  balance: Balance | undefined
  /** Highest of any quote of the account, in whichever slot. */
  quoteCounter: bigint
  /** On the book. */
  book: PostedQuote | undefined
  /** What the end of the closed round puts on the book in its place; undefined: nothing was posted since the close. */
  next: { quote: PostedQuote | undefined } | undefined
  /** What of the slot takes part in the round that is closed. */
  taking: PostedQuote | undefined
  /** Where the account last posted or withdrew a quote. */
  quotedBlock: bigint | undefined
  waiting: readonly WaitingEntry[]
  /** What the settlement that is being read took in. */
  taken: readonly (WaitingEntry & { isAccepted: boolean })[]
  /** Of the last settlement; undefined before the first one. */
  leaves: readonly bigint[] | undefined
  entries: readonly StoryEntry[]
}

export const NO_STORY: SlotStory = {
  slot: undefined,
  commitment: undefined,
  balance: { collateral: 0n, payment: 0n },
  quoteCounter: 0n,
  book: undefined,
  next: undefined,
  taking: undefined,
  quotedBlock: undefined,
  waiting: [],
  taken: [],
  leaves: undefined,
  entries: [],
}
