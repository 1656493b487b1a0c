import { describe, expect, it } from 'vitest'
import type { Offer } from './findOffers.ts'
import { matchOrder } from './matchOrder.ts'

const OFFERS: Offer[] = [
  { slot: 3, size: 10n, premiumBps: 0n, arrival: 5n },
  { slot: 1, size: 20n, premiumBps: 40n, arrival: 1n },
  { slot: 2, size: 30n, premiumBps: 40n, arrival: 2n },
]
const PRICE = 9_000n
const order = (deficit: bigint, allowPartial = false) => ({
  deficit,
  maxPremiumBps: 40n,
  allowPartial,
  disclose: false,
})
const amounts = (deficit: bigint, allowPartial?: boolean) =>
  matchOrder(order(deficit, allowPartial), OFFERS, PRICE).map(({ slot, amount }) => [slot, amount])

describe('the match', () => {
  it.each([
    [0n, []],
    [1n, [[3, 1n]]],
    [10n, [[3, 10n]]],
    [
      11n,
      [
        [3, 10n],
        [1, 1n],
      ],
    ],
    [
      59n,
      [
        [3, 10n],
        [1, 20n],
        [2, 29n],
      ],
    ],
    [
      60n,
      [
        [3, 10n],
        [1, 20n],
        [2, 30n],
      ],
    ],
  ])('of a deficit of %s takes the best offers, whole but for the last', (deficit, trades) => {
    expect(amounts(deficit)).toEqual(trades)
    expect(amounts(deficit, true)).toEqual(trades)
  })

  it('of more than there is takes all of it, or nothing if the order wants all', () => {
    expect(amounts(61n, true)).toEqual(amounts(60n))
    expect(amounts(61n, false)).toEqual([])
    expect(matchOrder(order(1n, true), [], PRICE)).toEqual([])
  })

  it('owes each maker its own premium on the price, exactly', () => {
    expect(matchOrder(order(31n), OFFERS, PRICE)).toEqual([
      { slot: 3, amount: 10n, owed: 10n * PRICE * 10_000n },
      { slot: 1, amount: 20n, owed: 20n * PRICE * 10_040n },
      { slot: 2, amount: 1n, owed: PRICE * 10_040n },
    ])
  })

  it('leaves out an offer of nothing', () => {
    expect(matchOrder(order(5n), [{ slot: 9, size: 0n, premiumBps: 0n, arrival: 0n }, ...OFFERS], PRICE)).toEqual([
      { slot: 3, amount: 5n, owed: 5n * PRICE * 10_000n },
    ])
  })
})
