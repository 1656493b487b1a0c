import { BPS } from '../../../../offchain/protocol/pool/constants.ts'
import type { Offer } from '../../../../offchain/protocol/pool/findOffers.ts'
import { matchOrder } from '../../../../offchain/protocol/pool/matchOrder.ts'
import type { Balance, Order, Round, Trade } from '../../../../offchain/protocol/pool/types.ts'
import { PRICE } from '../buildRound.ts'
import { BTC, EXACT_COST, EXACT_PRICE, holdings, market, order, quote, REQUESTER } from '../market.ts'
import { at, deriveLie } from './deriveLie.ts'
import type { Negative, Rule } from './negative.ts'
import type { Lie } from './settleFalsely.ts'

const LEAF = 'S6: a new leaf is another one'

type Entry = readonly [name: string, round: Round, lie: Lie]
/** A computed rule has no assertion of its own: what comes of the lie is not what is published. */
const breaking = (breaks: Rule, entries: readonly Entry[]): Negative[] =>
  entries.map(([name, round, lie]) => ({ name, breaks, meets: LEAF, witness: () => deriveLie(round, lie) }))

const sized = (slot: number, size: (honest: bigint) => bigint): Lie => ({
  offers: (offers) => offers.map((offer) => (offer.slot === slot ? { ...offer, size: size(offer.size) } : offer)),
})
const without = (slot: number): Lie => ({ offers: (offers) => offers.filter((offer) => offer.slot !== slot) })
const compare = (a: Offer, b: Offer): number => Number(a.premiumBps - b.premiumBps || a.arrival - b.arrival)
const offering = (slot: number, size: bigint, premiumBps: bigint, arrival = 9n): Lie => ({
  offers: (offers) => [...offers, { slot, size, premiumBps, arrival }].sort(compare),
})
const sorted = (by: (a: Offer, b: Offer) => bigint): Lie => ({
  offers: (offers) => [...offers].sort((a, b) => Number(by(a, b))),
})
/** The same match for another order. */
const wanting = (change: (honest: Order, supply: bigint) => Partial<Order>): Lie => ({
  trades: (_, { order, offers, price }) => {
    const supply = offers.reduce((sum, { size }) => sum + size, 0n)
    return matchOrder({ ...order, ...change(order, supply) }, offers, price)
  },
})
const owing = (owed: (trade: Trade, index: number) => bigint): Lie => ({
  trades: (trades) => trades.map((trade, index) => ({ ...trade, owed: owed(trade, index) })),
})
const moving = (...moves: [number, Partial<Balance>][]): Lie => ({
  delivered: (balances) =>
    moves.reduce((all, [slot, by]) => {
      const { collateral, payment } = all[slot] as Balance
      const moved = { collateral: collateral + (by.collateral ?? 0n), payment: payment + (by.payment ?? 0n) }
      return at(all, slot, moved)
    }, balances),
})

const all = market({ deficit: 50n * BTC })
const traded = market({ deficit: 25n * BTC })
const short = market({ deficit: 51n * BTC })
const partly = market({ deficit: 51n * BTC, allowPartial: true })
const eager = market({ allowPartial: true, deficit: 60n * BTC }, { quotes: [quote(31, 20n * BTC, 110n)] })
const small = market({ allowPartial: true }, { quotes: [quote(31, 4n * BTC, 110n)] })
const depositing = market(
  { allowPartial: true },
  {
    quotes: [quote(31, 20n * BTC, 110n)],
    adjustments: [{ slot: 31, asset: 'collateral', kind: 'deposit', amount: 5n * BTC }],
  },
)
const withdrawing = market(
  { allowPartial: true },
  {
    quotes: [quote(31, 20n * BTC, 110n)],
    adjustments: [{ slot: 31, asset: 'collateral', kind: 'withdrawal', amount: 4n * BTC }],
  },
)

const sizes = breaking('B1', [
  ['more than a maker has', eager, sized(31, (size) => size + 1n)],
  ['as much as a maker quoted, which it does not have', eager, sized(31, () => 20n * BTC)],
  ['less than a maker has, where it quoted more', eager, sized(31, (size) => size - 1n)],
  ['a quote refused because it is above the balance', eager, without(31)],
  ['more than a maker quoted', small, sized(31, (size) => size + 1n)],
  ['all that a maker has, where it quoted less', small, sized(31, () => 10n * BTC)],
  ['less than a maker quoted', small, sized(31, (size) => size - 1n)],
  ['an offer that leaves the maker’s deposit out', depositing, sized(31, () => 10n * BTC)],
  ['an offer of what the maker withdrew', withdrawing, sized(31, () => 10n * BTC)],
])

const one = (knobs: Parameters<typeof market>[1], says: Partial<Order> = {}): Round =>
  market({ allowPartial: true, ...says }, knobs)
const request = (capBps: bigint, maxPremiumBps: bigint) => ({
  slot: REQUESTER,
  capBps,
  says: order({ allowPartial: true, maxPremiumBps }),
})
const overMaximum = one({ quotes: [quote(31, BTC, 151n)], request: request(1000n, 150n) })
const atMaximum = one({ quotes: [quote(31, BTC, 150n)], request: request(1000n, 150n) })
const overCap = one({ quotes: [quote(31, BTC, 151n)], request: request(150n, 1000n) })
const atCap = one({ quotes: [quote(31, BTC, 150n)], request: request(150n, 1000n) })
const belowMinimum = one({ quotes: [quote(31, BTC - 1n, 110n)], minimumQuote: BTC })
const atMinimum = one({ quotes: [quote(31, BTC, 110n)], minimumQuote: BTC })
const poorMaker = one({
  holdings: { ...holdings, 31: { collateral: BTC - 1n } },
  quotes: [quote(31, 5n * BTC, 110n)],
  minimumQuote: BTC,
})

const eligibility = breaking('B2', [
  ['a quote one above the private maximum', overMaximum, offering(31, BTC, 151n)],
  ['a quote at the private maximum left out', atMaximum, without(31)],
  ['a quote one above the public cap', overCap, offering(31, BTC, 151n)],
  ['a quote at the public cap left out', atCap, without(31)],
  ['a quote one below the minimum', belowMinimum, offering(31, BTC - 1n, 110n)],
  ['a quote at the minimum left out', atMinimum, without(31)],
  ['a quote above the minimum of a maker who has less', poorMaker, offering(31, BTC - 1n, 110n)],
  ['the cheapest quote left out', traded, without(31)],
  ['the dearest quote left out', partly, without(5)],
])

const goals = breaking('B3', [
  ['one unit more than is wanted', traded, wanting(({ deficit }) => ({ deficit: deficit + 1n }))],
  ['one unit less than is wanted', traded, wanting(({ deficit }) => ({ deficit: deficit - 1n }))],
  ['nothing, though the book has enough', traded, wanting(() => ({ deficit: 0n }))],
  ['nothing, though the book has exactly enough', all, wanting(() => ({ deficit: 0n }))],
  ['a part, where parts are not wanted', short, wanting(() => ({ allowPartial: true }))],
  ['nothing, where parts are wanted', partly, wanting(() => ({ allowPartial: false }))],
  ['one unit less than the part there is', partly, wanting((_, supply) => ({ deficit: supply - 1n }))],
])

const ties = market(
  { deficit: 15n * BTC },
  { quotes: [quote(5, 10n * BTC, 90n, 7n), quote(9, 10n * BTC, 90n, 5n), quote(12, 10n * BTC, 90n, 6n)] },
)
const late = market(
  { deficit: 15n * BTC },
  { quotes: [quote(5, 10n * BTC, 90n, 2n ** 48n - 1n), quote(9, 10n * BTC, 91n, 0n)] },
)

const ranks = breaking('B4', [
  ['the dearest first', traded, sorted((a, b) => b.premiumBps - a.premiumBps)],
  ['the later of two equal premiums first', ties, sorted((a, b) => b.arrival - a.arrival)],
  ['the lower slot of two equal premiums first', ties, sorted((a, b) => BigInt(a.slot - b.slot))],
  ['the higher slot of two equal premiums first', ties, sorted((a, b) => BigInt(b.slot - a.slot))],
  ['arrival before premium', late, sorted((a, b) => a.arrival - b.arrival)],
])

/** So much of each trade, by slot, moved to another. */
const shifting = (from: number, to: number, amount: bigint): Lie => ({
  trades: (trades, { offers, price }) =>
    offers.map(({ slot, premiumBps }) => {
      const honest = trades.find((trade) => trade.slot === slot)?.amount ?? 0n
      const filled = honest - (slot === from ? amount : 0n) + (slot === to ? amount : 0n)
      return { slot, amount: filled, owed: filled * price * (BPS + premiumBps) }
    }),
})

const turns = breaking('B5', [
  ['the second best passed over', traded, without(30)],
  ['the two best exchanged', market({ deficit: 15n * BTC }), shifting(31, 30, 5n * BTC)],
  ['the lowest and the highest slot exchanged', market({ deficit: 5n * BTC }), shifting(31, 5, 5n * BTC)],
])

const fills = breaking('B6', [
  ['one unit moved to the next best', traded, shifting(31, 12, 1n)],
  ['one unit moved to a maker that is not reached', traded, shifting(12, 9, 1n)],
  ['equal shares', traded, { ...shifting(31, 12, (5n * BTC) / 3n) }],
  ['the last fill whole', traded, shifting(5, 12, 5n * BTC)],
])

const at110 = BPS + 110n
const payments = breaking('B7', [
  ['one fine unit less for a maker', traded, owing(({ owed }, index) => (index === 0 ? owed - 1n : owed))],
  ['one fine unit more for a maker', traded, owing(({ owed }, index) => (index === 2 ? owed + 1n : owed))],
  ['no premium for a maker', traded, owing(({ owed }, index) => (index === 0 ? (owed / at110) * BPS : owed))],
  ['the highest premium for all', traded, owing(({ amount }) => amount * PRICE * (BPS + 200n))],
  ['the last maker’s premium for all', traded, owing(({ amount }) => amount * PRICE * (BPS + 130n))],
  ['another price', traded, owing(({ owed }) => (owed / PRICE) * (PRICE - 1n))],
])

const funds = (payment: bigint, knobs = {}): Round =>
  market(
    { deficit: 10n * BTC },
    {
      holdings: { ...holdings, [REQUESTER]: { payment } },
      request: { slot: REQUESTER, price: EXACT_PRICE, says: order({ deficit: 10n * BTC }) },
      ...knobs,
    },
  )
const funded: Lie = { isFunded: () => true }
const unfunded: Lie = { isFunded: () => false }
const payingIn = { adjustments: [{ slot: REQUESTER, asset: 'payment', kind: 'deposit', amount: 1n } as const] }
const payingOut = { adjustments: [{ slot: REQUESTER, asset: 'payment', kind: 'withdrawal', amount: 1n } as const] }

const funding = breaking('B8', [
  ['nothing for a requester who has exactly enough', funds(EXACT_COST), unfunded],
  ['all for a requester who has one unit too little', funds(EXACT_COST - 1n), funded],
  ['nothing for a requester whose deposit makes it enough', funds(EXACT_COST - 1n, payingIn), unfunded],
  ['all for a requester whose withdrawal makes it too little', funds(EXACT_COST, payingOut), funded],
  [
    'as much as the requester can pay for',
    funds(EXACT_COST - 1n),
    wanting(({ deficit }) => ({ deficit: deficit - 1n })),
  ],
])

const premiumOf31 = (10n * BTC * PRICE * 110n) as bigint
const makers = breaking('B9', [
  ['a maker not debited', traded, moving([31, { collateral: 10n * BTC }])],
  ['another maker debited', traded, moving([31, { collateral: 10n * BTC }], [9, { collateral: -10n * BTC }])],
  ['a maker debited one unit more', traded, moving([31, { collateral: -1n }])],
  ['a maker not paid its premium', traded, moving([31, { payment: -premiumOf31 }])],
  ['a maker’s payment to another', traded, moving([31, { payment: -premiumOf31 }], [9, { payment: premiumOf31 }])],
  ['a payment to a maker that sold nothing', traded, moving([5, { payment: 1n }])],
  ['makers debited for a requester who cannot pay', funds(0n), moving([31, { collateral: -10n * BTC }])],
  ['makers paid by nobody', funds(0n), moving([31, { payment: 1n }])],
])

const requesters = breaking('B10', [
  ['a requester not charged', traded, moving([REQUESTER, { payment: premiumOf31 }])],
  ['a requester charged one fine unit less', traded, moving([REQUESTER, { payment: 1n }])],
  ['a requester charged one fine unit more', traded, moving([REQUESTER, { payment: -1n }])],
  ['a requester given one unit more', traded, moving([REQUESTER, { collateral: 1n }])],
  ['a requester given one unit less', traded, moving([REQUESTER, { collateral: -1n }])],
  [
    'the delivery credited to another slot',
    traded,
    moving([REQUESTER, { collateral: -25n * BTC }], [5, { collateral: 25n * BTC }]),
  ],
  ['a delivery that was not paid for', funds(0n), moving([REQUESTER, { collateral: 10n * BTC }])],
  ['a charge for nothing', short, moving([REQUESTER, { payment: -1n }])],
])

/** Slots that nothing happened to. */
const bystanders = breaking('S6', [
  ['one unit of collateral for a slot that has no part', traded, moving([5, { collateral: 1n }])],
  ['a slot that has no part emptied', traded, moving([5, { collateral: -10n * BTC }])],
  ['a unit moved between slots that have no part', traded, moving([5, { collateral: -1n }], [9, { collateral: 1n }])],
  [
    'a unit moved where nothing was asked',
    market({ deficit: 0n }),
    moving([5, { collateral: -1n }], [9, { collateral: 1n }]),
  ],
])

export const clearingNegatives: readonly Negative[] = [
  ...sizes,
  ...eligibility,
  ...goals,
  ...ranks,
  ...turns,
  ...fills,
  ...payments,
  ...funding,
  ...makers,
  ...requesters,
  ...bystanders,
]
