import { BPS, FINE } from '../../../offchain/protocol/pool/constants.ts'
import type { Settled } from '../../../offchain/protocol/pool/types.ts'
import { SCALAR_FIELD } from '../../../offchain/protocol/scalarField.ts'
import { keyOf, type RoundKnobs } from './buildRound.ts'
import { ALL_SLOTS, BTC, EXACT_COST, EXACT_PRICE, holdings, order, quote, quotes, REQUESTER, RICH } from './market.ts'

export type Expected = Partial<Pick<Settled, 'isFunded' | 'disclosed' | 'accepted'>> & {
  /** Slot and amount, best first. */
  trades?: readonly (readonly [number, bigint])[]
  left?: bigint
}

// The largest multiples of 2^80 and 2^82 in the field: plaintexts whose upper part is as large as it can be.
const TOP_80 = (SCALAR_FIELD >> 80n) << 80n
const TOP_82 = (SCALAR_FIELD >> 82n) << 82n

/** Rounds in which everybody followed the protocol, and what has to come of them. */
export const honestRounds: Record<string, [RoundKnobs, Expected]> = {
  'nothing at all': [{}, { trades: [], disclosed: 0, accepted: [] }],
  'an idle round of a full pool': [
    { holdings: Object.fromEntries(ALL_SLOTS.map((slot) => [slot, { collateral: BTC, payment: 5n }])) },
    { trades: [] },
  ],
  'the cheapest first, the last one in part': [
    { holdings, quotes, request: { slot: REQUESTER, says: order({ deficit: 25n * BTC }) } },
    {
      trades: [
        [31, 10n * BTC],
        [30, 10n * BTC],
        [12, 5n * BTC],
      ],
      left: 0n,
      isFunded: true,
    },
  ],
  'arrival between equal premiums, whatever the slots': [
    {
      holdings,
      quotes: [quote(5, 10n * BTC, 90n, 7n), quote(9, 10n * BTC, 90n, 5n), quote(12, 10n * BTC, 90n, 6n)],
      request: { slot: REQUESTER, says: order({ deficit: 15n * BTC }) },
    },
    {
      trades: [
        [9, 10n * BTC],
        [12, 5n * BTC],
      ],
    },
  ],
  'first and last possible arrival': [
    {
      holdings,
      quotes: [quote(5, 10n * BTC, 90n, 2n ** 48n - 1n), quote(9, 10n * BTC, 90n, 0n), quote(12, 10n * BTC, 91n, 1n)],
      request: { slot: REQUESTER, says: order({ deficit: 21n * BTC }) },
    },
    {
      trades: [
        [9, 10n * BTC],
        [5, 10n * BTC],
        [12, BTC],
      ],
    },
  ],
  'quotes that are none, of every kind': [
    {
      holdings: { ...holdings, 0: { collateral: BTC }, 1: { collateral: BTC }, 2: { collateral: BTC } },
      quotes: [
        { slot: 0, says: 2n ** 80n },
        { slot: 1, says: SCALAR_FIELD - 1n },
        { slot: 2, says: TOP_80 },
        { slot: 5, says: TOP_80 - 1n },
        { slot: 9, says: 2n ** 80n + 10n * BTC },
        { slot: 12, says: TOP_80 + 1n },
        { slot: 30, says: 2n ** 80n - 1n },
        quote(31, 10n * BTC, 0n),
      ],
      request: { slot: REQUESTER, says: order({ deficit: 10n * BTC, disclose: true }) },
    },
    { trades: [[31, 10n * BTC]], left: 0n, disclosed: 1 },
  ],
  'a deficit of zero': [
    { holdings, quotes, request: { slot: REQUESTER, says: order({ deficit: 0n, disclose: true }) } },
    { trades: [], left: 0n, disclosed: 1 },
  ],
  'a part, where parts are wanted': [
    {
      holdings,
      quotes,
      request: { slot: REQUESTER, says: order({ deficit: 51n * BTC, allowPartial: true, disclose: true }) },
    },
    { trades: [31, 30, 12, 9, 5].map((slot) => [slot, 10n * BTC] as const), left: BTC, disclosed: 2 },
  ],
  'nothing, where parts are not wanted': [
    { holdings, quotes, request: { slot: REQUESTER, says: order({ deficit: 51n * BTC, disclose: true }) } },
    { trades: [], left: 51n * BTC, disclosed: 2 },
  ],
  'a secret outcome': [
    { holdings, quotes, request: { slot: REQUESTER, says: order({ deficit: 51n * BTC, allowPartial: true }) } },
    { left: BTC, disclosed: 0 },
  ],
  'a requester with exactly enough': [
    {
      holdings: { ...holdings, [REQUESTER]: { payment: EXACT_COST } },
      quotes,
      request: { slot: REQUESTER, price: EXACT_PRICE, says: order({ deficit: 10n * BTC }) },
    },
    { trades: [[31, 10n * BTC]], isFunded: true },
  ],
  'a requester with one unit too little': [
    {
      holdings: { ...holdings, [REQUESTER]: { payment: EXACT_COST - 1n } },
      quotes,
      request: {
        slot: REQUESTER,
        price: EXACT_PRICE,
        says: order({ deficit: 10n * BTC, allowPartial: true, disclose: true }),
      },
    },
    { trades: [], isFunded: false, left: 10n * BTC, disclosed: 2 },
  ],
  'an order that is none: 2^82': [
    { holdings, quotes, request: { slot: REQUESTER, says: 2n ** 82n } },
    { trades: [], disclosed: 0 },
  ],
  'an order that is none: all flags and more': [
    { holdings, quotes, request: { slot: REQUESTER, says: 2n ** 83n - 1n } },
    { trades: [], disclosed: 0 },
  ],
  'an order that is none: top limb': [
    { holdings, quotes, request: { slot: REQUESTER, says: TOP_82 } },
    { trades: [], disclosed: 0 },
  ],
  'an order that is none: the field ends': [
    { holdings, quotes, request: { slot: REQUESTER, says: SCALAR_FIELD - 1n } },
    { trades: [], disclosed: 0 },
  ],
  'the largest order there is': [
    { holdings, quotes, request: { slot: REQUESTER, says: 2n ** 82n - 1n, capBps: 65_535n } },
    { left: 2n ** 64n - 1n - 50n * BTC, disclosed: 2 },
  ],
  'premiums at the private maximum and at the public cap': [
    {
      holdings,
      quotes: [quote(5, BTC, 201n), quote(9, BTC, 200n), quote(12, BTC, 150n), quote(30, BTC, 151n)],
      request: { slot: REQUESTER, capBps: 200n, says: order({ maxPremiumBps: 150n, allowPartial: true }) },
    },
    { trades: [[12, BTC]] },
  ],
  'a public cap below the private maximum': [
    {
      holdings,
      quotes: [quote(5, BTC, 151n), quote(9, BTC, 150n)],
      request: { slot: REQUESTER, capBps: 150n, says: order({ maxPremiumBps: 200n, allowPartial: true }) },
    },
    { trades: [[9, BTC]] },
  ],
  'quotes at and below the minimum, before and after they are cut': [
    {
      holdings: { ...holdings, 30: { collateral: BTC - 1n } },
      quotes: [quote(5, BTC - 1n, 1n), quote(9, BTC, 2n), quote(30, 5n * BTC, 3n), quote(31, 2n ** 64n - 1n, 4n)],
      minimumQuote: BTC,
      request: { slot: REQUESTER, says: order({ allowPartial: true }) },
    },
    {
      trades: [
        [9, BTC],
        [31, 10n * BTC],
      ],
    },
  ],
  'deposits and withdrawals, each at its turn': [
    {
      holdings,
      adjustments: [
        { slot: 5, asset: 'collateral', kind: 'withdrawal', amount: 10n * BTC + 1n },
        { slot: 5, asset: 'collateral', kind: 'deposit', amount: 1n },
        { slot: 5, asset: 'collateral', kind: 'withdrawal', amount: 10n * BTC + 1n },
        { slot: 5, asset: 'collateral', kind: 'withdrawal', amount: 1n },
        { slot: 12, asset: 'payment', kind: 'withdrawal', amount: 17n },
        { slot: 12, asset: 'payment', kind: 'withdrawal', amount: 1n },
        { slot: REQUESTER, asset: 'payment', kind: 'deposit', amount: 3n },
        { slot: 0, asset: 'payment', kind: 'withdrawal', amount: 0n },
      ],
    },
    { accepted: [false, true, true, false, true, false, true, true] },
  ],
  'balances after the queue decide what is offered and what can be paid': [
    {
      holdings: { ...holdings, [REQUESTER]: {} },
      quotes,
      adjustments: [
        { slot: 31, asset: 'collateral', kind: 'withdrawal', amount: 9n * BTC },
        { slot: 30, asset: 'collateral', kind: 'deposit', amount: BTC },
        { slot: REQUESTER, asset: 'payment', kind: 'deposit', amount: RICH },
      ],
      request: { slot: REQUESTER, says: order({ deficit: 12n * BTC }) },
    },
    {
      accepted: [true, true, true],
      trades: [
        [31, BTC],
        [30, 10n * BTC],
        [12, BTC],
      ],
    },
  ],
  'first keys, four of them': [
    {
      holdings,
      quotes,
      request: { slot: REQUESTER, says: order() },
      keyChanges: [0, 1, 2, 29].map((slot) => ({ slot, key: keyOf(slot) })),
    },
    { left: 0n },
  ],
  'other keys for a maker that is filled and for the requester': [
    {
      holdings,
      quotes,
      request: { slot: REQUESTER, says: order({ deficit: 60n * BTC, allowPartial: true, disclose: true }) },
      keyChanges: [REQUESTER, 31].map((slot) => ({ slot, key: keyOf(slot, 1) })),
    },
    { left: 10n * BTC, disclosed: 2 },
  ],
  'a key that is changed to itself': [{ holdings, keyChanges: [{ slot: 31, key: keyOf(31) }] }, {}],
  'a slot that is emptied and released': [
    {
      holdings,
      adjustments: [
        { slot: 12, asset: 'payment', kind: 'withdrawal', amount: 17n },
        { slot: 12, asset: 'collateral', kind: 'withdrawal', amount: 10n * BTC },
      ],
      keyChanges: [{ slot: 12, key: 0n }],
    },
    { accepted: [true, true] },
  ],
  'a slot that has less than a unit of payment is released': [
    { holdings: { ...holdings, 0: { dust: FINE - 1n } }, keyChanges: [{ slot: 0, key: 0n }] },
    {},
  ],
  'a slot that nobody has is released': [{ holdings, keyChanges: [{ slot: 0, key: 0n }] }, {}],
  'as much of everything as the contract lets in': [
    {
      holdings: { 0: { payment: 2n ** 64n - 2n }, 31: { collateral: 2n ** 55n - 2n } },
      adjustments: [
        { slot: 31, asset: 'collateral', kind: 'deposit', amount: 1n },
        { slot: 31, asset: 'payment', kind: 'deposit', amount: 1n },
        { slot: 31, asset: 'collateral', kind: 'withdrawal', amount: 2n ** 64n - 1n },
        { slot: 31, asset: 'payment', kind: 'withdrawal', amount: 2n ** 64n - 1n },
      ],
      quotes: [quote(31, 2n ** 64n - 1n, 65_535n)],
      minimumQuote: 2n ** 55n - 1n,
      request: {
        slot: 0,
        price: 2n ** 56n - 1n,
        capBps: 65_535n,
        says: { deficit: 2n ** 55n - 1n, maxPremiumBps: 65_535n, allowPartial: true, disclose: true },
      },
    },
    { accepted: [true, true, false, false], isFunded: false, trades: [], disclosed: 2 },
  ],
  'the most that can be paid': [
    {
      holdings: { 0: { payment: 2n ** 64n - 1n }, 31: { collateral: 2n ** 55n - 1n } },
      quotes: [quote(31, 2n ** 64n - 1n, 65_535n)],
      request: {
        slot: 0,
        price: ((2n ** 64n - 1n) * FINE) / ((BPS + 65_535n) * (2n ** 55n - 1n)),
        capBps: 65_535n,
        says: { deficit: 2n ** 55n - 1n, maxPremiumBps: 65_535n, allowPartial: false, disclose: true },
      },
    },
    { isFunded: true, trades: [[31, 2n ** 55n - 1n]], left: 0n, disclosed: 1 },
  ],
  'a book of everybody, bought up': [
    {
      holdings: Object.fromEntries(
        ALL_SLOTS.map((slot) => [slot, slot === 31 ? { payment: RICH } : { collateral: BTC + BigInt(slot) }]),
      ),
      quotes: ALL_SLOTS.slice(0, 31).map((slot) => quote(slot, 2n ** 64n - 1n, BigInt((slot * 7) % 31))),
      request: { slot: 31, says: order({ deficit: 31n * BTC + 465n }) },
    },
    {
      trades: ALL_SLOTS.slice(0, 31)
        .sort((a, b) => ((a * 7) % 31) - ((b * 7) % 31))
        .map((slot) => [slot, BTC + BigInt(slot)] as const),
      left: 0n,
    },
  ],
}
