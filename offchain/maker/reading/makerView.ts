import type { Address } from 'viem'
import type { SlotOwnerRecord } from '../../chain/darkpool/readSlotOwner.ts'
import type { BlockHeader } from '../../chain/readHead.ts'
import type { Balance, Quote } from '../../protocol/pool/types.ts'
import type { StoryEntry, WaitingEntry } from './slotStory.ts'

/** A quote of the slot; undefined inside: it does not open under the key that it was made under, and offers nothing. */
export type OpenedQuote = { quote: Quote | undefined }

/** All that a maker knows after one block, from the chain and its own keys: its secret, but no key is in it. */
export type MakerView = SlotOwnerRecord & {
  block: BlockHeader
  account: Address
  /** Undefined: there is no active key, or it is not in the key file. Payment in fine units. */
  balance: Balance | undefined
  /** On the book. */
  quote: OpenedQuote | undefined
  /** What the end of the closed round puts on the book in its place; undefined: nothing was posted since the close. */
  nextQuote: { posted: OpenedQuote | undefined } | undefined
  /** Most collateral, in pool units, that quotes of the slot can still sell before a withdrawal has its turn. */
  atRisk: bigint
  /** When the account last posted or withdrew a quote, in Unix seconds. */
  quotedAt: number | undefined
  /** Highest of any quote of the account. */
  quoteCounter: bigint
  waiting: readonly WaitingEntry[]
  /** Payment per collateral, with 8 decimals, as the feeds answered last; undefined while they do not answer. */
  price: bigint | undefined
  /** Least that a quote can offer, in pool units. */
  minimumQuote: bigint
  /** Oldest first. */
  history: readonly StoryEntry[]
}

/** The quote that stands once the round that may be closed has ended. */
export const latestQuote = ({ quote, nextQuote }: Pick<MakerView, 'quote' | 'nextQuote'>): OpenedQuote | undefined =>
  nextQuote ? nextQuote.posted : quote
