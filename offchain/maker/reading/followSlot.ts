import { type Address, isAddressEqual } from 'viem'
import type { SlotChange, SlotEvent } from '../../chain/darkpool/scanSlotEvents.ts'
import { KitError } from '../../errors.ts'
import { applyAdjustments } from '../../protocol/pool/applyAdjustments.ts'
import { decryptLeaf } from '../../protocol/pool/leaf.ts'
import { splitMessageNonce } from '../../protocol/pool/messageNonce.ts'
import { decryptQuote } from '../../protocol/pool/quote.ts'
import type { Balance } from '../../protocol/pool/types.ts'
import type { SlotKeys } from '../keys/readSlotKeys.ts'
import { NO_STORY, type PostedQuote, type SlotStory, type StoryEntry } from './slotStory.ts'

const NOTHING: Balance = { collateral: 0n, payment: 0n }

export type FollowSlotParameters = { account: Address; keys: SlotKeys }

type Moment = Pick<SlotEvent, 'blockNumber' | 'txHash'>
/** Without what every entry has. */
type Happened = StoryEntry extends infer Entry ? (Entry extends StoryEntry ? Omit<Entry, keyof Moment> : never) : never

const tell = (story: SlotStory, { blockNumber, txHash }: Moment, happened: Happened): SlotStory => ({
  ...story,
  entries: [...story.entries, { ...happened, blockNumber, txHash } as StoryEntry],
})

/** The end of a closed round puts on the book what was posted meanwhile. */
const endRound = (story: SlotStory): SlotStory => ({
  ...story,
  book: story.next ? story.next.quote : story.book,
  next: undefined,
  taking: undefined,
})

const takeQuote = (story: SlotStory, event: SlotEvent & { kind: 'quoted' | 'unquoted' }): SlotStory => {
  const { blockNumber: quotedBlock } = event
  const quote: PostedQuote | undefined =
    event.kind === 'quoted' && story.commitment ? { sealed: event.sealed, commitment: story.commitment } : undefined
  const counter = event.kind === 'quoted' ? splitMessageNonce(event.sealed.nonce).counter : 0n
  const quoteCounter = counter > story.quoteCounter ? counter : story.quoteCounter
  const placed = event.isPending ? { next: { quote } } : { book: quote }
  return { ...story, ...placed, quoteCounter, quotedBlock }
}

const takeEntry = (story: SlotStory, event: SlotEvent & { kind: 'dequeued' | 'reclaimed' }): SlotStory => {
  const entry = story.waiting.find(({ index }) => index === event.index)
  if (!entry) return story
  const left = { ...story, waiting: story.waiting.filter((other) => other !== entry) }
  if (event.kind === 'reclaimed') return left
  return { ...left, taken: [...story.taken, { ...entry, isAccepted: event.isAccepted }] }
}

const premiumOf = ({ taking }: SlotStory, keys: SlotKeys): bigint | undefined => {
  const key = taking && keys.get(taking.commitment)
  return key === undefined ? undefined : decryptQuote(key, taking?.sealed as PostedQuote['sealed'])?.premiumBps
}

/** What the round took in of the slot's, as everybody knows it. */
const tellTaken = (story: SlotStory, event: SlotEvent, round: bigint): SlotStory =>
  story.taken.reduce((told, { index, asset, amount, isWithdrawal, isAccepted }) => {
    const kind = !isAccepted ? 'refused' : isWithdrawal ? 'withdrawn' : 'deposited'
    return tell(told, event, { kind, round, index, asset, amount })
  }, story)

const settle = (story: SlotStory, event: SlotEvent & { kind: 'settled' }, keys: SlotKeys): SlotStory => {
  const { round, requestId, nonce, leaves } = event
  const told = { ...tellTaken(story, event, round), leaves, taken: [] }
  const { slot, commitment } = story
  if (slot === undefined || !commitment) return endRound(told)
  const key = keys.get(commitment)
  const balance = key === undefined ? undefined : decryptLeaf(key, leaves[slot] as bigint, nonce)
  const after = endRound({ ...told, balance })
  if (!balance) return tell(after, event, { kind: 'unreadable', round, commitment })
  if (!story.balance) return after
  // A withdrawal is refused exactly if the balance does not suffice: what is left of it here is nothing.
  const adjustments = story.taken.map(({ asset, amount, isWithdrawal }) => ({
    ...{ slot: 0, asset, amount },
    kind: isWithdrawal ? ('withdrawal' as const) : ('deposit' as const),
  }))
  const [before = NOTHING] = applyAdjustments([story.balance], adjustments).balances
  const sold = before.collateral - balance.collateral
  const paid = balance.payment - before.payment
  if (sold === 0n && paid === 0n) return after
  if (sold > 0n && paid > 0n) {
    const premiumBps = premiumOf(story, keys)
    return tell(after, event, { kind: 'sold', round, requestId, collateral: sold, payment: paid, premiumBps })
  }
  if (sold < 0n && paid < 0n) {
    return tell(after, event, { kind: 'bought', round, requestId, collateral: -sold, payment: -paid })
  }
  throw new KitError(
    `the leaf of slot ${slot} after round ${round} does not follow from the one before it: no settlement does that; check RPC_URL and START_BLOCK`,
  )
}

/** What is of the account's slot only; `event` is about it. */
const followOwn = (story: SlotStory, event: SlotEvent): SlotStory => {
  switch (event.kind) {
    case 'released':
      return tell({ ...NO_STORY, ...keptFor(story) }, event, { kind: 'released', round: undefined })
    case 'activated': {
      const { commitment } = event
      // The quotes go: they were made under the key that goes.
      return tell({ ...story, commitment, book: undefined, next: undefined }, event, {
        ...{ kind: 'activated', commitment },
        round: undefined,
      })
    }
    case 'quoted':
    case 'unquoted':
      return takeQuote(story, event)
    case 'queued': {
      const { index, asset, isWithdrawal, amount } = event
      return { ...story, waiting: [...story.waiting, { index, asset, isWithdrawal, amount }] }
    }
    case 'exited': {
      const { collateral, payment } = event
      const left = { ...story, commitment: undefined, balance: NOTHING, book: undefined, next: undefined }
      return tell(left, event, { kind: 'exited', round: undefined, collateral, payment })
    }
    default:
      return story
  }
}

/** Outlives the slot. */
const keptFor = ({ quoteCounter, quotedBlock, entries, leaves }: SlotStory) => ({
  ...{ quoteCounter, quotedBlock, entries, leaves },
})

const isOfSlot = (event: SlotChange, slot: number | undefined): boolean => 'slot' in event && event.slot === slot

/**
 * What one more event makes of the account's story. A {@link KitError} where two leaves contradict each other, which no
 * proven settlement brings about.
 */
export const followSlot = (story: SlotStory, event: SlotEvent, { account, keys }: FollowSlotParameters): SlotStory => {
  switch (event.kind) {
    case 'registered':
      return isAddressEqual(event.owner, account) ? { ...NO_STORY, ...keptFor(story), slot: event.slot } : story
    case 'dequeued':
    case 'reclaimed':
      return takeEntry(story, event)
    case 'claimed': {
      const { asset, amount } = event
      if (!isAddressEqual(event.account, account)) return story
      return tell(story, event, { kind: 'claimed', round: undefined, asset, amount })
    }
    case 'closed': {
      const takesPart = story.slot !== undefined && (event.book >>> story.slot) % 2 === 1
      return { ...story, taking: takesPart ? story.book : undefined }
    }
    case 'settled':
      return settle(story, event, keys)
    case 'expired':
      return endRound(story)
    default:
      return isOfSlot(event, story.slot) ? followOwn(story, event) : story
  }
}
