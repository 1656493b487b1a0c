import { describe, expect, it } from 'vitest'
import { SCALAR_FIELD } from '../scalarField.ts'
import { composedKey, composeRound, type RoundPlan } from './composeRound.ts'
import { FINE } from './constants.ts'
import { PoolError } from './poolError.ts'
import { settleRound } from './settleRound.ts'
import type { Round, RoundRequest } from './types.ts'

const BTC = 100_000_000n
const USDC = 1_000_000n * FINE
/** 90,000 USDC, with 8 decimals. */
const PRICE = 90_000_00000000n
const ORDER = { deficit: 5n * BTC, maxPremiumBps: 300n, allowPartial: false, disclose: true }
const PLAN: RoundPlan = {
  balances: [
    { collateral: BTC, payment: 1_000_000n * USDC },
    { collateral: 4n * BTC, payment: 7n },
    { collateral: 3n * BTC, payment: 0n },
    { collateral: 9n * BTC, payment: 0n },
  ],
  order: ORDER,
  quotes: [
    { slot: 3, size: 9n * BTC, premiumBps: 200n },
    { slot: 1, size: 2n ** 64n - 1n, premiumBps: 100n },
    { slot: 2, size: 2n * BTC, premiumBps: 400n },
  ],
  price: PRICE,
}
/** 4 BTC at 90,900 USDC and 1 BTC at 91,800 USDC. */
const COST = (363_600n + 91_800n) * USDC

const settle = (plan: Partial<RoundPlan> = {}, change: Partial<Round> = {}) =>
  settleRound({ ...composeRound({ ...PLAN, ...plan }), ...change })
const balancesOf = ({ state }: { state: Round['state'] }) => state.map(({ balance }) => balance)
const payer = (payment: bigint) => PLAN.balances.with(0, { collateral: BTC, payment })
const before = balancesOf(composeRound(PLAN))

describe('a round with a request', () => {
  it('delivers collateral against payment', () => {
    const settled = settle()
    expect(settled).toMatchObject({
      order: ORDER,
      isFunded: true,
      trades: [
        { slot: 1, amount: 4n * BTC, owed: 363_600n * USDC },
        { slot: 3, amount: BTC, owed: 91_800n * USDC },
      ],
      remainder: { ...ORDER, deficit: 0n },
      disclosed: 1,
      accepted: [],
    })
    expect(balancesOf(settled).slice(0, 5)).toEqual([
      { collateral: 6n * BTC, payment: 1_000_000n * USDC - COST },
      { collateral: 0n, payment: 7n + 363_600n * USDC },
      { collateral: 3n * BTC, payment: 0n },
      { collateral: 8n * BTC, payment: 91_800n * USDC },
      { collateral: 0n, payment: 0n },
    ])
    expect(settled.state.map(({ key }) => key)).toEqual(composeRound(PLAN).state.map(({ key }) => key))
  })

  it('takes what there is if the order allows it, and leaves the rest', () => {
    const order = { ...ORDER, deficit: 20n * BTC, allowPartial: true }
    expect(settle({ order, balances: payer(2_000_000n * USDC) })).toMatchObject({
      trades: [
        { slot: 1, amount: 4n * BTC },
        { slot: 3, amount: 9n * BTC },
      ],
      remainder: { ...order, deficit: 7n * BTC },
      disclosed: 2,
    })
  })

  it('does nothing for an order that wants all of more than there is', () => {
    const order = { ...ORDER, deficit: 13n * BTC + 1n }
    const settled = settle({ order, balances: payer(2_000_000n * USDC) })
    expect(settled).toMatchObject({ trades: [], isFunded: true, remainder: order, disclosed: 2 })
    expect(settle({ order: { ...order, deficit: 13n * BTC }, balances: payer(2_000_000n * USDC) }).trades).toHaveLength(
      2,
    )
  })

  it('does nothing for a requester that cannot pay for all of it, to the fine unit', () => {
    expect(settle({ balances: payer(COST) })).toMatchObject({ isFunded: true, disclosed: 1 })
    const settled = settle({ balances: payer(COST - 1n) })
    expect(settled).toMatchObject({ isFunded: false, trades: [], remainder: ORDER, disclosed: 2 })
    expect(balancesOf(settled)).toEqual(balancesOf(composeRound({ ...PLAN, balances: payer(COST - 1n) })))
  })

  it('counts the deposits and withdrawals of its own queue', () => {
    const balances = payer(COST - FINE)
    const payment = { slot: 0, asset: 'payment', kind: 'deposit', amount: 1n } as const
    expect(settle({ balances, adjustments: [payment] })).toMatchObject({ isFunded: true, accepted: [true] })
    const away = { slot: 1, asset: 'collateral', kind: 'withdrawal', amount: 4n * BTC } as const
    expect(settle({ adjustments: [away] }).trades).toMatchObject([{ slot: 3, amount: 5n * BTC }])
  })

  it('lets nobody withdraw what it is about to receive', () => {
    const early = { slot: 1, asset: 'payment', kind: 'withdrawal', amount: 1n } as const
    expect(settle({ adjustments: [early] })).toMatchObject({ accepted: [false], trades: [{ slot: 1 }, { slot: 3 }] })
  })

  it('says something in public only if the order asks for it', () => {
    for (const deficit of [0n, 5n * BTC, 20n * BTC])
      expect(settle({ order: { ...ORDER, deficit, disclose: false } }).disclosed).toBe(0)
    expect(settle({ order: { ...ORDER, deficit: 0n } })).toMatchObject({ disclosed: 1, trades: [], isFunded: true })
  })

  it('does nothing for an order that opens to nothing', () => {
    const { request } = composeRound(PLAN)
    for (const ciphertext of [0n, 1n, SCALAR_FIELD - 1n]) {
      const settled = settle({}, { request: { ...(request as RoundRequest), order: { ciphertext, nonce: 7n } } })
      expect(settled).toMatchObject({ trades: [], disclosed: 0, isFunded: true })
      expect(settled.order).toBeUndefined()
      expect(settled.remainder).toBeUndefined()
      expect(balancesOf(settled)).toEqual(before)
    }
  })

  it('goes by the old keys, and leaves the new ones', () => {
    const settled = settle({
      keyChanges: [
        { slot: 0, key: 1n },
        { slot: 1, key: 2n },
      ],
    })
    expect(settled.trades).toHaveLength(2)
    expect(settled.state.slice(0, 3).map(({ key }) => key)).toEqual([1n, 2n, composedKey(2)])
    expect(balancesOf(settled)).toEqual(balancesOf(settle()))
  })
})

describe('a round without a request', () => {
  it('adjusts balances and nothing else', () => {
    const settled = settle({
      order: undefined,
      quotes: [],
      adjustments: [{ slot: 2, asset: 'collateral', kind: 'withdrawal', amount: BTC }],
    })
    expect(settled).toMatchObject({ trades: [], isFunded: true, disclosed: 0, accepted: [true] })
    expect(settled.order).toBeUndefined()
    expect(settled.remainder).toBeUndefined()
    expect(balancesOf(settled)).toEqual(before.with(2, { collateral: 2n * BTC, payment: 0n }))
  })
})

describe('a key change', () => {
  it('gives an empty slot its first key', () => {
    expect(settle({ keyChanges: [{ slot: 31, key: 8n }] }).state[31]).toEqual({
      key: 8n,
      balance: { collateral: 0n, payment: 0n },
    })
  })

  it('releases a slot that the round has emptied', () => {
    const keyChanges = [{ slot: 2, key: 0n }]
    const all = { slot: 2, asset: 'collateral', kind: 'withdrawal', amount: 3n * BTC } as const
    expect(settle({ keyChanges, adjustments: [all] }).state[2]).toEqual({
      key: 0n,
      balance: { collateral: 0n, payment: 0n },
    })
  })

  it('drops what a released slot has below a unit of payment, and no more', () => {
    const keyChanges = [{ slot: 4, key: 0n }]
    const holding = (payment: bigint) =>
      settle({ balances: [...PLAN.balances, { collateral: 0n, payment }], keyChanges })
    expect(holding(FINE - 1n).state[4]).toEqual({ key: 0n, balance: { collateral: 0n, payment: 0n } })
    expect(() => holding(FINE)).toThrow(/slot 4 cannot be released/)
  })

  it('does not release a slot that owns anything after the round', () => {
    const refusal = (slot: number) =>
      new PoolError(`slot ${slot} cannot be released: it is not empty after the round; leave its key change out`)
    expect(() => settle({ keyChanges: [{ slot: 2, key: 0n }] })).toThrow(refusal(2))
    // Sold all of its collateral, and owns the proceeds.
    expect(() => settle({ keyChanges: [{ slot: 1, key: 0n }] })).toThrow(refusal(1))
  })
})

it('never changes the round that it settles', () => {
  const round = composeRound(PLAN)
  settleRound(round)
  expect(round).toEqual(composeRound(PLAN))
})

it('refuses a round that the contract cannot bring about', () => {
  expect(() => settle({}, { request: undefined })).toThrow(PoolError)
})
