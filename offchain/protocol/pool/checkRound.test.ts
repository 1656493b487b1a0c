import { describe, expect, it } from 'vitest'
import { SCALAR_FIELD } from '../scalarField.ts'
import { seededRandom } from '../seededRandom.ts'
import { checkRound } from './checkRound.ts'
import { composeRound, type RoundPlan } from './composeRound.ts'
import { FINE } from './constants.ts'
import { PoolError } from './poolError.ts'
import { randomRound } from './randomRound.ts'
import type { Adjustment, BookQuote, Round, RoundRequest } from './types.ts'

const PLAN: RoundPlan = {
  balances: [
    { collateral: 0n, payment: 100n * FINE },
    { collateral: 50n, payment: 0n },
    { collateral: 60n, payment: 0n },
  ],
  order: { deficit: 10n, maxPremiumBps: 100n, allowPartial: true, disclose: true },
  quotes: [
    { slot: 1, size: 5n, premiumBps: 10n },
    { slot: 2, size: 6n, premiumBps: 20n },
  ],
}
const ROUND = composeRound(PLAN)
const [QUOTE] = ROUND.book as [BookQuote]
const REQUEST = ROUND.request as RoundRequest
const DEPOSIT: Adjustment = { slot: 0, asset: 'collateral', kind: 'deposit', amount: 1n }
const KEYLESS = 9

const withBalance = (slot: number, collateral: bigint, payment = 0n): Partial<Round> => ({
  state: ROUND.state.with(slot, { key: 5n, balance: { collateral, payment } }),
})
const withQuote = (change: Partial<BookQuote>): Partial<Round> => ({ book: [{ ...QUOTE, ...change }] })
const withRequest = (change: Partial<RoundRequest>): Partial<Round> => ({ request: { ...REQUEST, ...change } })

describe('a round that the contract can bring about', () => {
  it.each([
    ['as composed', {}],
    ['with full lists', { adjustments: Array<Adjustment>(8).fill(DEPOSIT), keyChanges: keys(0, 1, 2, 3) }],
    ['with the most collateral', withBalance(3, 2n ** 55n - 1n - 110n)],
    ['with the most payment', withBalance(3, 0n, (2n ** 64n - 100n) * FINE - 1n)],
    ['with the highest price and cap', withRequest({ price: 2n ** 56n - 1n, capBps: 65535n })],
    ['with the largest smallest quote', { minimumQuote: 2n ** 64n - 1n }],
    ['with the last arrival and nonce', withQuote({ arrival: 2n ** 48n - 1n, nonce: 2n ** 192n - 1n })],
    ['with an order that is zero', withRequest({ order: { ciphertext: 0n, nonce: 0n } })],
    ['with an order that remained', withRequest({ order: { ciphertext: 1n, nonce: SCALAR_FIELD - 1n } })],
    ['with a quote in a slot without a key', withQuote({ slot: KEYLESS })],
    ['with a withdrawal from a slot without a key', { adjustments: [{ ...DEPOSIT, slot: 9, kind: 'withdrawal' }] }],
    ['with a new key for the requester', { keyChanges: keys(0) }],
    ['with a release of the requester', { keyChanges: [{ slot: 0, key: 0n }] }],
    ['without request and book', { request: undefined, book: [] }],
  ] satisfies [string, Partial<Round>][])('passes: %s', (_, change) => {
    expect(() => checkRound({ ...ROUND, ...change })).not.toThrow()
  })

  it('passes at random', () => {
    const random = seededRandom(66)
    for (let count = 0; count < 50; count++) checkRound(randomRound(random))
  })
})

describe('a round that it cannot', () => {
  it.each([
    ['a state nonce outside the field', { stateNonce: SCALAR_FIELD }, /^state nonce .* is not below the order/],
    ['31 slots', { state: ROUND.state.slice(1) }, /^a state has 32 slots, not 31$/],
    ['33 slots', { state: [...ROUND.state, ...ROUND.state.slice(31)] }, /^a state has 32 slots, not 33$/],
    [
      'a key outside the field',
      { state: ROUND.state.with(4, { key: SCALAR_FIELD, balance: { collateral: 0n, payment: 0n } }) },
      /^key of slot 4 .* is not below the order/,
    ],
    ['a negative balance', withBalance(3, -1n), /^the balance of slot 3 is negative$/],
    ['a negative payment', withBalance(3, 0n, -1n), /^the balance of slot 3 is negative$/],
    [
      'a balance without a key',
      { state: ROUND.state.with(KEYLESS, { key: 0n, balance: { collateral: 0n, payment: 1n } }) },
      /^slot 9 has a balance but no key that could open it$/,
    ],
    ['too much collateral', withBalance(3, 2n ** 55n - 110n), /^the pool would hold 36028797018963968 of collateral/],
    ['too much payment', withBalance(3, 0n, (2n ** 64n - 100n) * FINE), /^the pool would hold \d+ of payment/],
    [
      'deposits of too much collateral',
      { ...withBalance(3, 2n ** 55n - 111n), adjustments: [DEPOSIT] },
      /^the pool would hold 36028797018963968 of collateral/,
    ],
    [
      'deposits of too much payment',
      { ...withBalance(3, 0n, (2n ** 64n - 101n) * FINE), adjustments: [{ ...DEPOSIT, asset: 'payment' }] },
      /^the pool would hold \d+ of payment/,
    ],
    [
      'nine adjustments',
      { adjustments: Array<Adjustment>(9).fill(DEPOSIT) },
      /^a settlement takes 8 queue entries, not 9/,
    ],
    ['an adjustment of slot 32', { adjustments: [{ ...DEPOSIT, slot: 32 }] }, /^slot 32 does not exist/],
    ['an adjustment that is too large', { adjustments: [{ ...DEPOSIT, amount: 2n ** 64n }] }, /^amount .* 64 bits$/],
    ['an adjustment below zero', { adjustments: [{ ...DEPOSIT, amount: -1n }] }, /^amount -1 does not fit/],
    ['a deposit nobody can own', { adjustments: [{ ...DEPOSIT, slot: KEYLESS }] }, /^slot 9 has no key that a deposit/],
    [
      'a smallest quote that is too large',
      { minimumQuote: 2n ** 64n },
      /^smallest quote .* does not fit into 64 bits$/,
    ],
    ['a book without a request', { request: undefined }, /^a round without a request has no book/],
    ['two quotes of a slot', { book: [QUOTE, { ...QUOTE, arrival: 9n }] }, /^slot 1 has two quotes/],
    ['a quote of slot 32', withQuote({ slot: 32 }), /^slot 32 does not exist/],
    ['a quote of slot -1', withQuote({ slot: -1 }), /^slot -1 does not exist/],
    ['a quote that is zero', withQuote({ ciphertext: 0n }), /^the quote of slot 1 is zero/],
    ['a quote outside the field', withQuote({ ciphertext: SCALAR_FIELD }), /^ciphertext .* is not below the order/],
    ['a quote with a long nonce', withQuote({ nonce: 2n ** 192n }), /^nonce .* does not fit into 192 bits$/],
    ['a quote from too late', withQuote({ arrival: 2n ** 48n }), /^arrival .* does not fit into 48 bits$/],
    ['the requester’s quote', withQuote({ slot: 0 }), /^the requester's slot 0 quotes in its own round/],
    ['a request of slot 32', withRequest({ slot: 32 }), /^slot 32 does not exist/],
    ['a request without a key', withRequest({ slot: KEYLESS }), /^the requester's slot 9 has no key/],
    [
      'an order outside the field',
      withRequest({ order: { ciphertext: SCALAR_FIELD, nonce: 0n } }),
      /^ciphertext .* is not below the order/,
    ],
    [
      'an order with a nonce outside the field',
      withRequest({ order: { ciphertext: 0n, nonce: SCALAR_FIELD } }),
      /^nonce .* is not below the order/,
    ],
    ['a price that is too high', withRequest({ price: 2n ** 56n }), /^price 72057594037927936 is not below/],
    ['a price below zero', withRequest({ price: -1n }), /^price -1 is not below/],
    ['a cap that is too high', withRequest({ capBps: 65536n }), /^cap 65536 does not fit into 16 bits$/],
    ['five key changes', { keyChanges: keys(0, 1, 2, 3, 4) }, /^a settlement takes 4 key changes, not 5/],
    ['a key for slot 32', { keyChanges: keys(32) }, /^slot 32 does not exist/],
    ['a new key outside the field', { keyChanges: [{ slot: 4, key: SCALAR_FIELD }] }, /^new key of slot 4 .* order/],
    ['two keys for a slot', { keyChanges: keys(4, 4) }, /^key changes have to ascend: slot 4 comes after slot 4$/],
    ['keys out of order', { keyChanges: keys(4, 3) }, /^key changes have to ascend: slot 3 comes after slot 4$/],
  ] satisfies [string, Partial<Round>, RegExp][])('is refused with %s', (_, change, message) => {
    const check = () => checkRound({ ...ROUND, ...change })
    expect(check).toThrow(PoolError)
    expect(check).toThrow(message)
  })
})

function keys(...slots: number[]) {
  return slots.map((slot) => ({ slot, key: 100n + BigInt(slot) }))
}
