import { describe, expect, it } from 'vitest'
import { composeRound, type RoundPlan } from './composeRound.ts'
import { findOffers } from './findOffers.ts'
import { encryptQuote } from './quote.ts'
import type { Balance, Quote, RoundRequest } from './types.ts'

const ORDER = { deficit: 100n, maxPremiumBps: 300n, allowPartial: false, disclose: false }
const some = (collateral: bigint): Balance => ({ collateral, payment: 0n })
const BALANCES = [some(0n), some(50n), some(60n), some(70n)]

const offersOf = (quotes: (Quote & { slot: number })[], plan: Partial<RoundPlan> = {}) => {
  const round = composeRound({ balances: BALANCES, order: ORDER, quotes, minimumQuote: 10n, capBps: 200n, ...plan })
  const balances = round.state.map(({ balance }) => balance)
  return findOffers(round, round.request as RoundRequest, ORDER, balances)
}
const sizes = (quotes: (Quote & { slot: number })[], plan?: Partial<RoundPlan>) =>
  offersOf(quotes, plan).map(({ slot, size }) => [slot, size])

describe('an offer', () => {
  it('is what was quoted, but no more than is there', () => {
    for (const [quoted, size] of [
      [49n, 49n],
      [50n, 50n],
      [51n, 50n],
      [2n ** 64n - 1n, 50n],
    ])
      expect(sizes([{ slot: 1, size: quoted as bigint, premiumBps: 0n }])).toEqual([[1, size]])
  })

  it('is of what the slot has after deposits and withdrawals', () => {
    const round = composeRound({
      balances: BALANCES,
      order: ORDER,
      quotes: [{ slot: 1, size: 55n, premiumBps: 0n }],
    })
    const found = findOffers(round, round.request as RoundRequest, ORDER, BALANCES.with(1, some(53n)))
    expect(found.map(({ size }) => size)).toEqual([53n])
  })

  it('is as large as the smallest quote, or none: what counts is what is there', () => {
    expect(sizes([{ slot: 1, size: 10n, premiumBps: 0n }])).toEqual([[1, 10n]])
    expect(sizes([{ slot: 1, size: 9n, premiumBps: 0n }])).toEqual([])
    expect(sizes([{ slot: 1, size: 99n, premiumBps: 0n }], { minimumQuote: 50n })).toEqual([[1, 50n]])
    expect(sizes([{ slot: 1, size: 99n, premiumBps: 0n }], { minimumQuote: 51n })).toEqual([])
  })

  it('asks for no more than the public cap', () => {
    expect(sizes([{ slot: 1, size: 10n, premiumBps: 200n }])).toEqual([[1, 10n]])
    expect(sizes([{ slot: 1, size: 10n, premiumBps: 201n }])).toEqual([])
  })

  it('asks for no more than the order’s own maximum', () => {
    expect(sizes([{ slot: 1, size: 10n, premiumBps: 300n }], { capBps: 400n })).toEqual([[1, 10n]])
    expect(sizes([{ slot: 1, size: 10n, premiumBps: 301n }], { capBps: 400n })).toEqual([])
  })

  it('is none if its ciphertext opens to nothing', () => {
    const round = composeRound({ balances: BALANCES, order: ORDER, quotes: [{ slot: 1, size: 10n, premiumBps: 0n }] })
    const [quote] = round.book
    if (!quote) throw new Error('the round has a quote')
    const malformed = { ...round, book: [{ ...quote, nonce: quote.nonce + 1n }] }
    expect(findOffers(malformed, round.request as RoundRequest, ORDER, BALANCES)).toEqual([])
  })

  it('is none if the slot has no key, even where the quote opens to something under key zero', () => {
    const round = composeRound({ balances: BALANCES, order: ORDER, quotes: [{ slot: 9, size: 10n, premiumBps: 0n }] })
    const held = Array.from({ length: 32 }, () => some(50n))
    expect(findOffers(round, round.request as RoundRequest, ORDER, held)).toEqual([])
    const zeroKeyQuote = encryptQuote(0n, 3n, { size: 10n, premiumBps: 0n })
    const underZero = { ...round, book: round.book.map((quote) => ({ ...quote, ...zeroKeyQuote })) }
    expect(findOffers(underZero, round.request as RoundRequest, ORDER, held)).toEqual([])
  })
})

describe('offers', () => {
  it('come by premium, then by arrival', () => {
    const quotes = [
      { slot: 3, size: 10n, premiumBps: 90n },
      { slot: 1, size: 10n, premiumBps: 100n },
      { slot: 2, size: 10n, premiumBps: 90n },
    ]
    expect(offersOf(quotes).map(({ slot, premiumBps, arrival }) => [slot, premiumBps, arrival])).toEqual([
      [3, 90n, 0n],
      [2, 90n, 2n],
      [1, 100n, 1n],
    ])
  })

  it('that arrived as one come by slot, however they are listed', () => {
    const quotes = [
      { slot: 3, size: 10n, premiumBps: 90n },
      { slot: 2, size: 10n, premiumBps: 90n },
    ]
    const round = composeRound({ balances: BALANCES, order: ORDER, quotes })
    const together = round.book.map((quote) => ({ ...quote, arrival: 4n }))
    for (const book of [together, together.toReversed()])
      expect(
        findOffers({ ...round, book }, round.request as RoundRequest, ORDER, BALANCES).map(({ slot }) => slot),
      ).toEqual([2, 3])
  })
})
