import { describe, expect, it } from 'vitest'
import { SCALAR_FIELD } from '../scalarField.ts'
import { seededRandom } from '../seededRandom.ts'
import { FINE } from './constants.ts'
import { decryptQuote } from './quote.ts'
import { randomRound } from './randomRound.ts'
import { settleRound } from './settleRound.ts'
import type { Balance, BookQuote, Quote, Round, Settled } from './types.ts'

const ROUNDS = 200

type Case = { round: Round; settled: Settled }

const random = seededRandom(67)
const cases: Case[] = Array.from({ length: ROUNDS }, () => {
  const round = randomRound(random)
  return { round, settled: settleRound(round) }
})

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n)
const balancesOf = (state: Round['state']): Balance[] => state.map(({ balance }) => balance)
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/** What the accepted adjustments moved, in the units that balances are in. */
const movedBy = ({ round, settled }: Case, asset: keyof Balance, slot?: number): bigint =>
  sum(
    round.adjustments.map((entry, index) => {
      if (!settled.accepted[index] || entry.asset !== asset || (slot ?? entry.slot) !== entry.slot) return 0n
      const value = asset === 'payment' ? entry.amount * FINE : entry.amount
      return entry.kind === 'deposit' ? value : -value
    }),
  )

const adjustedCollateral = (one: Case, slot: number): bigint =>
  (one.round.state[slot]?.balance.collateral ?? 0n) + movedBy(one, 'collateral', slot)

const opened = new Map(
  cases.flatMap(({ round }) =>
    round.book.map((quote) => [quote, decryptQuote(round.state[quote.slot]?.key as bigint, quote)]),
  ),
)

const amountOf = ({ settled }: Case, slot: number): bigint =>
  settled.trades.find((trade) => trade.slot === slot)?.amount ?? 0n

const premiumsOf = ({ round, settled }: Case): bigint[] =>
  settled.trades.map(({ slot }) => {
    const quote = round.book.find((entry) => entry.slot === slot) as BookQuote
    return (opened.get(quote) as Quote).premiumBps
  })

/** The same clearing in the circuit's words: every quote against every other, without sorting anything. */
const fillsByComparison = (one: Case): Map<number, bigint> => {
  const { round, settled } = one
  const { request } = round
  const { order } = settled
  if (!request || !order) return new Map()
  const rows = round.book.map((quote) => {
    const plain = opened.get(quote)
    const size = plain ? min(plain.size, adjustedCollateral(one, quote.slot)) : 0n
    const isEligible =
      plain !== undefined &&
      plain.premiumBps <= order.maxPremiumBps &&
      plain.premiumBps <= request.capBps &&
      size >= round.minimumQuote
    return { slot: quote.slot, arrival: quote.arrival, premium: plain?.premiumBps ?? 0n, size: isEligible ? size : 0n }
  })
  const supply = sum(rows.map(({ size }) => size))
  const goal = supply >= order.deficit ? order.deficit : order.allowPartial ? supply : 0n
  const fills = rows.map((row) => {
    const better = rows.filter(
      (other) => other.premium < row.premium || (other.premium === row.premium && other.arrival < row.arrival),
    )
    const before = sum(better.map(({ size }) => size))
    return { ...row, fill: min(row.size, goal > before ? goal - before : 0n) }
  })
  const cost = sum(fills.map(({ fill, premium }) => fill * request.price * (10_000n + premium)))
  const purse = (round.state[request.slot]?.balance.payment ?? 0n) + movedBy(one, 'payment', request.slot)
  if (purse < cost) return new Map()
  return new Map(fills.filter(({ fill }) => fill > 0n).map(({ slot, fill }) => [slot, fill]))
}

describe('random rounds', () => {
  it('show every kind of outcome', () => {
    const count = (test: (one: Case) => boolean): number => cases.filter(test).length
    const seen = {
      idle: count(({ round }) => !round.request),
      malformed: count(({ round, settled }) => round.request !== undefined && !settled.order),
      filled: count(({ settled }) => settled.trades.length > 0 && settled.remainder?.deficit === 0n),
      partial: count(({ settled }) => settled.trades.length > 0 && settled.remainder?.deficit !== 0n),
      unfunded: count(({ settled }) => !settled.isFunded),
      released: count((one) =>
        one.settled.state.some(({ key }, slot) => key === 0n && one.round.state[slot]?.key !== 0n),
      ),
      refused: count(({ settled }) => settled.accepted.includes(false)),
      tied: count((one) => new Set(premiumsOf(one)).size < one.settled.trades.length),
    }
    for (const [kind, times] of Object.entries(seen)) expect(times, kind).toBeGreaterThan(9)
  })

  it('neither make nor lose a unit: values change by accepted adjustments only', () => {
    for (const one of cases)
      for (const asset of ['collateral', 'payment'] as const) {
        const total = (state: Round['state']) => sum(balancesOf(state).map((balance) => balance[asset]))
        expect(total(one.settled.state) - total(one.round.state)).toBe(movedBy(one, asset))
      }
  })

  it('leave no balance below zero', () => {
    for (const { settled } of cases)
      expect(balancesOf(settled.state).filter(({ collateral, payment }) => collateral < 0n || payment < 0n)).toEqual([])
  })

  it('change the balance of nobody but requester, filled makers and accepted queue entries', () => {
    for (const one of cases)
      one.settled.state.forEach(({ balance }, slot) => {
        const isInvolved = one.settled.trades.some((trade) => trade.slot === slot) || one.round.request?.slot === slot
        if (isInvolved) return
        expect(balance.collateral).toBe(adjustedCollateral(one, slot))
        expect(balance.payment).toBe((one.round.state[slot]?.balance.payment ?? 0n) + movedBy(one, 'payment', slot))
      })
  })

  it('come out the same however the book is listed', () => {
    const shuffle = seededRandom(68)
    for (const { round, settled } of cases) {
      const book = [...round.book]
      for (let last = book.length - 1; last > 0; last--) {
        const other = Number(shuffle.below(BigInt(last + 1)))
        ;[book[last], book[other]] = [book[other] as BookQuote, book[last] as BookQuote]
      }
      expect(settleRound({ ...round, book })).toEqual(settled)
    }
  })

  it('fill what comparing every quote with every other fills', () => {
    for (const one of cases)
      expect(new Map(one.settled.trades.map(({ slot, amount }) => [slot, amount]))).toEqual(fillsByComparison(one))
  })

  it('fill no maker beyond its quote or its balance', () => {
    for (const one of cases)
      for (const quote of one.round.book) {
        const amount = amountOf(one, quote.slot)
        expect(amount <= (opened.get(quote)?.size ?? 0n)).toBe(true)
        expect(amount <= adjustedCollateral(one, quote.slot)).toBe(true)
      }
  })

  it('pay premiums that only rise, each the maker’s own', () => {
    for (const one of cases) {
      const premiums = premiumsOf(one)
      one.settled.trades.forEach(({ amount, owed }, index) => {
        expect(owed).toBe(amount * (one.round.request?.price ?? 0n) * (10_000n + (premiums[index] as bigint)))
      })
      expect(premiums).toEqual(premiums.toSorted((a, b) => Number(a - b)))
    }
  })

  it('fill nothing of what is not funded, and all or nothing of what has to be whole', () => {
    for (const { settled } of cases) {
      if (!settled.isFunded) expect(settled.trades).toEqual([])
      const bought = sum(settled.trades.map(({ amount }) => amount))
      expect(settled.remainder?.deficit).toBe(settled.order && settled.order.deficit - bought)
      if (settled.order && !settled.order.allowPartial) expect([0n, settled.order.deficit]).toContain(bought)
    }
  })

  it('say in public what the order asks for, and nothing else', () => {
    for (const { settled } of cases) {
      const left = settled.remainder?.deficit
      expect(settled.disclosed).toBe(settled.order?.disclose ? (left === 0n ? 1 : 2) : 0)
    }
  })
})

it('settles whatever ciphertexts it is given', () => {
  const noise = seededRandom(69)
  const element = (): bigint => {
    const kind = noise.below(4n)
    if (kind === 0n) return SCALAR_FIELD - 1n - noise.below(3n)
    return 1n + (kind === 1n ? noise.magnitude(2n ** 84n) : noise.below(SCALAR_FIELD - 1n))
  }
  for (const { round } of cases.slice(0, 60)) {
    const book = round.book.map((quote) => ({ ...quote, ciphertext: element() }))
    const request = round.request && { ...round.request, order: { ...round.request.order, ciphertext: element() } }
    const settled = settleRound({ ...round, request, book })
    expect(settled.trades).toEqual([])
    expect(settled.state).toHaveLength(32)
  }
})
