import { zeroHash } from 'viem'
import { describe, expect, it } from 'vitest'
import type { SlotChange } from '../../chain/darkpool/scanSlotEvents.ts'
import { FINE, SLOTS } from '../../protocol/pool/constants.ts'
import { encryptLeaf } from '../../protocol/pool/leaf.ts'
import { encryptQuote } from '../../protocol/pool/quote.ts'
import type { Balance } from '../../protocol/pool/types.ts'
import { seededRandom } from '../../protocol/seededRandom.ts'
import { commitSlotKey } from '../../protocol/slotKey.ts'
import { followSlot } from './followSlot.ts'
import { NO_STORY, type SlotStory } from './slotStory.ts'

const ACCOUNT = '0x5FbDB2315678afecb367f032d93F642f64180aa3'
const OTHER = '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512'
const [OLD, NEW, LOST] = [11n, 12n, 13n] as const
const keys = new Map([OLD, NEW].map((key) => [commitSlotKey(key), key]))

const follow = (story: SlotStory, ...changes: SlotChange[]): SlotStory =>
  changes.reduce(
    (told, change) => followSlot(told, { ...change, blockNumber: 1n, txHash: zeroHash }, { account: ACCOUNT, keys }),
    story,
  )
const activated = (key: bigint, slot = 3): SlotChange => ({ kind: 'activated', slot, commitment: commitSlotKey(key) })
const settled = (round: bigint, key: bigint, balance: Balance): SlotChange => ({
  ...{ kind: 'settled', round, requestId: round, nonce: round },
  leaves: Array.from({ length: SLOTS }, (_, slot) => (slot === 3 ? encryptLeaf({ key, balance }, round) : 0n)),
})
const sealed = (counter: bigint, premiumBps: bigint, key: bigint = OLD) =>
  encryptQuote(key, (counter << 128n) + 1n, { size: 9n, premiumBps })
const quoted = (counter: bigint, premiumBps: bigint, isPending = false): SlotChange => ({
  ...{ kind: 'quoted', slot: 3, isPending },
  sealed: sealed(counter, premiumBps),
})
const closed = (round: bigint): SlotChange => ({ kind: 'closed', round, requestId: round, book: 1 << 3 })
const JOINED = follow(
  NO_STORY,
  { kind: 'registered', slot: 3, owner: ACCOUNT },
  activated(OLD),
  settled(1n, OLD, { collateral: 0n, payment: 0n }),
)

describe('followSlot', () => {
  it.each([1, 2, 3, 4])('tells every deposit, withdrawal and fill of a slot exactly: story %i', (seed) => {
    const random = seededRandom(seed)
    let story = JOINED
    let balance: Balance = { collateral: 0n, payment: 0n }
    let [index, key] = [0n, OLD as bigint]
    const happened: object[] = [{ kind: 'activated' }]
    for (let round = 2n; round < 40n; round++) {
      const changes: SlotChange[] = []
      const taken: SlotChange[] = []
      for (const asset of ['collateral', 'payment'] as const) {
        if (random.below(2n) === 0n) continue
        const isWithdrawal = random.below(2n) === 0n
        const amount = 1n + random.below(1_000n)
        const value = asset === 'payment' ? amount * FINE : amount
        const isAccepted = !isWithdrawal || value <= balance[asset]
        changes.push({ kind: 'queued', index, slot: 3, asset, isWithdrawal, amount })
        // Another slot's entry is nobody's business.
        changes.push({ kind: 'queued', index: index + 1n, slot: 4, asset, isWithdrawal, amount })
        taken.push({ kind: 'dequeued', index, isAccepted }, { kind: 'dequeued', index: index + 1n, isAccepted })
        if (isAccepted) balance = { ...balance, [asset]: balance[asset] + (isWithdrawal ? -value : value) }
        happened.push({
          kind: isAccepted ? (isWithdrawal ? 'withdrawn' : 'deposited') : 'refused',
          asset,
          amount,
          round,
          index,
        })
        index += 2n
      }
      const rotates = random.below(6n) === 0n
      if (rotates) key = key === OLD ? NEW : OLD
      if (rotates) happened.push({ kind: 'activated' })
      if (balance.collateral > 1n && random.below(2n) === 0n) {
        const [collateral, payment] = [1n + random.below(balance.collateral), 1n + random.below(FINE * 1_000n)]
        balance = { collateral: balance.collateral - collateral, payment: balance.payment + payment }
        happened.push({ kind: 'sold', collateral, payment, round, requestId: round })
      }
      story = follow(
        story,
        ...changes,
        closed(round),
        ...taken,
        ...(rotates ? [activated(key)] : []),
        settled(round, key, balance),
      )
      expect([story.balance, story.waiting]).toEqual([balance, []])
    }
    const order = (entry: object): string => JSON.stringify(entry, (_key, value) => `${value}`)
    expect(story.entries).toHaveLength(happened.length)
    for (const entry of happened) expect(story.entries).toContainEqual(expect.objectContaining(entry))
    expect(happened.map(order).length).toBeGreaterThan(40)
  })

  it('knows the premium of the quote that was on the book at the close, whatever came later', () => {
    const story = follow(JOINED, quoted(1n, 70n), closed(2n), quoted(2n, 90n, true))
    const end = follow(story, activated(NEW), settled(2n, NEW, { collateral: 0n, payment: 0n }))
    expect([story.book?.sealed, story.next?.quote?.sealed]).toEqual([sealed(1n, 70n), sealed(2n, 90n)])
    expect([end.book, end.next]).toEqual([undefined, undefined])
    const rich = { ...story, balance: { collateral: 8n, payment: 0n } }
    const filled = follow(rich, settled(2n, OLD, { collateral: 5n, payment: 6n }))
    expect(filled.entries.at(-1)).toMatchObject({ kind: 'sold', collateral: 3n, payment: 6n, premiumBps: 70n })
    expect([filled.book?.sealed, filled.next]).toEqual([sealed(2n, 90n), undefined])
  })

  it('puts on the book, or takes off, what was posted during a round that expired', () => {
    const story = follow(JOINED, quoted(1n, 70n), closed(2n), { kind: 'unquoted', slot: 3, isPending: true })
    expect([story.book?.sealed, story.next]).toEqual([sealed(1n, 70n), { quote: undefined }])
    expect(follow(story, { kind: 'expired', round: 2n }).book).toBeUndefined()
    expect(follow(JOINED, quoted(1n, 70n), { kind: 'unquoted', slot: 3, isPending: false }).book).toBeUndefined()
  })

  it('counts on over a slot that was given up and another one, and forgets the slot', () => {
    const story = follow(
      JOINED,
      quoted(41n, 7n),
      { kind: 'released', slot: 3 },
      { kind: 'registered', slot: 5, owner: ACCOUNT },
    )
    expect(story).toMatchObject({ slot: 5, quoteCounter: 41n, book: undefined, commitment: undefined })
    const other = follow(story, { kind: 'registered', slot: 3, owner: OTHER }, quoted(90n, 7n))
    expect(other).toMatchObject({ slot: 5, quoteCounter: 41n, book: undefined })
  })

  it('says what it cannot read, and does not guess the fill from it', () => {
    const blind = follow(JOINED, activated(LOST), settled(2n, LOST, { collateral: 5n, payment: 0n }))
    expect(blind.balance).toBeUndefined()
    expect(blind.entries.at(-1)).toMatchObject({ kind: 'unreadable', round: 2n, commitment: commitSlotKey(LOST) })
    const found = follow(blind, activated(NEW), settled(3n, NEW, { collateral: 4n, payment: 9n }))
    expect(found.balance).toEqual({ collateral: 4n, payment: 9n })
    expect(found.entries.some(({ kind }) => kind === 'sold')).toBe(false)
  })

  it('tells what the slot bought, and refuses what no settlement does', () => {
    const rich = { ...JOINED, balance: { collateral: 8n, payment: 8n } }
    expect(follow(rich, settled(2n, OLD, { collateral: 9n, payment: 1n })).entries.at(-1)).toMatchObject({
      ...{ kind: 'bought', collateral: 1n, payment: 7n },
    })
    expect(() => follow(rich, settled(2n, OLD, { collateral: 7n, payment: 7n }))).toThrow('does not follow')
    expect(() => follow(rich, settled(2n, OLD, { collateral: 7n, payment: 8n }))).toThrow('does not follow')
  })
})
