import type { Witness } from '../../../../offchain/protocol/pool/circuitInputs.ts'
import { decryptOrder, encryptOrder, splitOrder } from '../../../../offchain/protocol/pool/order.ts'
import { decryptQuote, encryptQuote, splitQuote } from '../../../../offchain/protocol/pool/quote.ts'
import type { BookQuote, Order, Quote, Round, RoundRequest } from '../../../../offchain/protocol/pool/types.ts'
import { SCALAR_FIELD } from '../../../../offchain/protocol/scalarField.ts'
import { buildRound, keyOf } from '../buildRound.ts'
import { BTC, holdings, market, order, quote, quotes, REQUESTER } from '../market.ts'
import { at, deriveLie } from './deriveLie.ts'
import type { Negative } from './negative.ts'

const QUOTE = 'C1: the quote is not split into its plaintext'
const ORDER = 'C2: the order is not split into its plaintext'
const STAMP = 'M2: the stamp is not split into its parts'
const RANGE = 'assert_max_bit_size'

const FIELD_HIGH_80 = SCALAR_FIELD >> 80n

const traded = market({ disclose: true })
const idle = buildRound({ holdings })

/** The round as it would be if a maker had said something else, under the nonce that it used. */
const quoting = (round: Round, slot: number, says: Partial<Quote>, key = keyOf(slot)): Round => ({
  ...round,
  book: round.book.map((entry) => {
    if (entry.slot !== slot) return entry
    const said = decryptQuote(keyOf(slot), entry) as Quote
    return { ...entry, ...encryptQuote(key, entry.nonce, { ...said, ...says }) }
  }),
})

const ordering = (round: Round, says: Partial<Order>): Round => {
  const request = round.request as RoundRequest
  const said = decryptOrder(keyOf(REQUESTER), request.order) as Order
  return {
    ...round,
    request: { ...request, order: encryptOrder(keyOf(REQUESTER), request.order.nonce, { ...said, ...says }) },
  }
}

const withoutQuote = (round: Round, slot: number): Round => ({
  ...round,
  book: round.book.filter((entry) => entry.slot !== slot),
})

/** A story about what was said; when and under which nonces is told as it was. */
const tell = (round: Round, story: Round): Witness => {
  const { arrival, quote_nonce } = deriveLie(round)
  return { ...deriveLie(round, {}, story), arrival, quote_nonce }
}

/** The parts of slot 31's quote, whatever it opens to, taken from another integer. */
const splitAs = (witness: Witness, integer: bigint): Witness => {
  const { size, premiumBps, high } = splitQuote(integer)
  return {
    ...witness,
    size: at(witness.size, 31, size),
    premium: at(witness.premium, 31, premiumBps),
    quote_high: at(witness.quote_high, 31, high),
  }
}

const splitOrderAs = (witness: Witness, integer: bigint): Witness => {
  const { deficit, maxPremiumBps, allowPartial, disclose, high } = splitOrder(integer)
  return { ...witness, deficit, max_premium: maxPremiumBps, allow_partial: allowPartial, disclose, order_high: high }
}

/** Slot 31 says this, which is no quote unless it is small. */
const uttered = (plaintext: bigint): Round =>
  market({}, { quotes: [...quotes.slice(0, 4), { slot: 31, says: plaintext }] })

/** What slot 31 says is split as another integer, equal to it in the field; what follows is that it offers nothing. */
const saidToBeNone = (plaintext: bigint, integer: bigint): Witness =>
  splitAs(tell(uttered(plaintext), withoutQuote(uttered(plaintext), 31)), integer)

/** The order is split as another integer, equal to it in the field; what follows is that nothing is wanted. */
const orderSaidToBeNone = (plaintext: bigint, integer: bigint): Witness => {
  const round = (says: bigint) => buildRound({ holdings, quotes, request: { slot: REQUESTER, says } })
  return splitOrderAs(deriveLie(round(plaintext), {}, round(2n ** 82n)), integer)
}

const withHigh = (witness: Witness, high: bigint): Witness => ({
  ...witness,
  quote_high: at(witness.quote_high, 31, high),
})

/** 10 BTC at a premium of 110, and an order for 30 at 200. */
const HONEST_QUOTE = (110n << 64n) + 10n * BTC
const HONEST_ORDER = (200n << 64n) + 30n * BTC

const NOTHING: Order = { deficit: 0n, maxPremiumBps: 0n, allowPartial: false, disclose: false }

const misread: Negative[] = (
  [
    ['a quote of one unit more', { size: 10n * BTC + 1n }],
    ['a quote of one unit less', { size: 10n * BTC - 1n }],
    ['a quote at a lower premium', { premiumBps: 10n }],
    ['a quote at a higher premium', { premiumBps: 111n }],
  ] as const
).map(([name, says]) => ({
  name,
  breaks: 'C1',
  meets: QUOTE,
  witness: () => deriveLie(traded, {}, quoting(traded, 31, says)),
}))

const misreadOrders: Negative[] = (
  [
    ['an order for one unit more', { deficit: 30n * BTC + 1n }],
    ['an order for one unit less', { deficit: 30n * BTC - 1n }],
    ['an order for nothing', { deficit: 0n }],
    ['an order with a lower highest premium', { maxPremiumBps: 120n }],
    ['an order with a higher highest premium', { maxPremiumBps: 65_535n }],
    ['an order that takes a part', { allowPartial: true }],
    ['an order that hides its outcome', { disclose: false }],
  ] as const
).map(([name, says]) => ({
  name,
  breaks: 'C2',
  meets: ORDER,
  witness: () => deriveLie(traded, {}, ordering(traded, says)),
}))

/** Each pair is one field element: what was said, and the integer that it is taken for. */
const aliases: Negative[] = [
  ...(
    [
      ['C4', 'a quote said to be none: the field’s order added', HONEST_QUOTE, SCALAR_FIELD],
      ['C4', 'the smallest quote said to be none', 1n, SCALAR_FIELD],
      ['C3', 'a quote said to be none: a carry into the upper part', 2n ** 80n - 1n, SCALAR_FIELD],
      ['C3', 'a quote said to be none: twice the field’s order added', HONEST_QUOTE, 2n * SCALAR_FIELD],
      ['C3', 'nonsense of another kind', 2n ** 90n, SCALAR_FIELD],
    ] as const
  ).map(
    ([breaks, name, plaintext, added]): Negative => ({
      name,
      breaks,
      meets: RANGE,
      witness: () => saidToBeNone(plaintext, plaintext + added),
    }),
  ),
  ...(
    [
      ['C4', 'an order said to be none: the field’s order added', HONEST_ORDER, SCALAR_FIELD],
      ['C3', 'an order said to be none: a carry into the upper part', 2n ** 82n - 1n, SCALAR_FIELD],
      ['C3', 'an order said to be none: twice the field’s order added', HONEST_ORDER, 2n * SCALAR_FIELD],
    ] as const
  ).map(
    ([breaks, name, plaintext, added]): Negative => ({
      name,
      breaks,
      meets: RANGE,
      witness: () => orderSaidToBeNone(plaintext, plaintext + added),
    }),
  ),
]

const malformed: Negative[] = [
  {
    name: 'nonsense with an upper part below zero',
    breaks: 'C3',
    meets: RANGE,
    witness: () => withHigh(splitAs(deriveLie(uttered(SCALAR_FIELD - 5n)), 2n ** 80n - 5n), SCALAR_FIELD - 1n),
  },
  {
    name: 'an order with an upper part below zero',
    breaks: 'C3',
    meets: RANGE,
    witness: () => ({
      ...splitOrderAs(orderSaidToBeNone(SCALAR_FIELD - 5n, SCALAR_FIELD - 5n), 2n ** 82n - 5n),
      order_high: SCALAR_FIELD - 1n,
    }),
  },
  {
    name: 'a quote said to be none: an upper part of one',
    breaks: 'C1',
    meets: QUOTE,
    witness: () => withHigh(saidToBeNone(HONEST_QUOTE, HONEST_QUOTE), 1n),
  },
  {
    name: 'an order said to be none: an upper part of one',
    breaks: 'C2',
    meets: ORDER,
    witness: () => ({ ...orderSaidToBeNone(HONEST_ORDER, HONEST_ORDER), order_high: 1n }),
  },
  {
    name: 'nonsense said to be a quote: its upper part dropped',
    breaks: 'C1',
    meets: QUOTE,
    witness: () => tell(uttered(2n ** 80n + HONEST_QUOTE), uttered(HONEST_QUOTE)),
  },
  {
    name: 'nonsense counted as a quote',
    breaks: 'B2',
    meets: 'S6: a new leaf is another one',
    witness: () => {
      const plaintext = 2n ** 80n + HONEST_QUOTE
      return splitAs(tell(uttered(plaintext), uttered(HONEST_QUOTE)), plaintext)
    },
  },
  {
    name: 'an order that is none filled all the same',
    breaks: 'S3',
    meets: 'S6: a new leaf is another one',
    witness: () => {
      const round = (says: bigint) => buildRound({ holdings, quotes, request: { slot: REQUESTER, says } })
      const high = 2n ** 82n
      return splitOrderAs(deriveLie(round(high + HONEST_ORDER), {}, round(HONEST_ORDER)), high + HONEST_ORDER)
    },
  },
]

const requests: Negative[] = [
  {
    name: 'an order where there is no request',
    breaks: 'M1',
    meets: ORDER,
    witness: () => ({ ...deriveLie(idle), deficit: 1n }),
  },
  {
    name: 'a public outcome where there is no request',
    breaks: 'M1',
    meets: ORDER,
    witness: () => ({ ...deriveLie(idle), disclose: true, status: 1n }),
  },
  {
    name: 'a request suppressed',
    breaks: 'M1',
    meets: ORDER,
    witness: () => deriveLie(traded, {}, ordering(traded, NOTHING)),
  },
  {
    name: 'an order of the requester opened under another nonce',
    breaks: 'M1',
    meets: ORDER,
    witness: () => ({ ...deriveLie(traded), order_nonce: (traded.request?.order.nonce as bigint) + 1n }),
  },
  {
    name: 'an order that another slot made',
    breaks: 'M1',
    meets: ORDER,
    witness: () => {
      const request = traded.request as RoundRequest
      const foreign = encryptOrder(keyOf(5), request.order.nonce, order({ disclose: true }))
      return deriveLie({ ...traded, request: { ...request, order: foreign } }, {}, traded)
    },
  },
]

const presence: Negative[] = [
  {
    name: 'a quote that nobody made',
    breaks: 'M3',
    meets: QUOTE,
    witness: () => {
      const added = market({ disclose: true }, { holdings: { ...holdings, 0: { collateral: 10n * BTC } } })
      const quotedToo = market(
        { disclose: true },
        { holdings: { ...holdings, 0: { collateral: 10n * BTC } }, quotes: [...quotes, quote(0, 10n * BTC, 1n)] },
      )
      return tell(added, quotedToo)
    },
  },
  {
    name: 'a quote dropped from the book',
    breaks: 'M3',
    meets: QUOTE,
    witness: () => tell(traded, withoutQuote(traded, 31)),
  },
  {
    name: 'a quote dropped, stamp and all',
    breaks: 'M2',
    meets: STAMP,
    witness: () => deriveLie(traded, {}, withoutQuote(traded, 31)),
  },
  {
    name: 'a quote moved to another slot',
    breaks: 'M3',
    meets: STAMP,
    witness: () => {
      const [moved] = quoting(withoutQuote(traded, 9), 31, {}, keyOf(9)).book.filter(({ slot }) => slot === 31)
      const book = withoutQuote(withoutQuote(traded, 9), 31).book
      return deriveLie(traded, {}, { ...traded, book: [...book, { ...(moved as BookQuote), slot: 9 }] })
    },
  },
  {
    name: 'the quotes of two slots exchanged, stamps as they are',
    breaks: 'M3',
    meets: QUOTE,
    witness: () => deriveLie(traded, {}, quoting(quoting(traded, 31, { premiumBps: 150n }), 5, { premiumBps: 110n })),
  },
  {
    name: 'a quote under the maker’s next key',
    breaks: 'M3',
    meets: QUOTE,
    witness: () => {
      const round = market({ disclose: true }, { keyChanges: [{ slot: 31, key: keyOf(31, 1) }] })
      return deriveLie(quoting(round, 31, {}, keyOf(31, 1)), {}, round)
    },
  },
  {
    name: 'a plaintext of zero under the field’s order, where no quote is',
    breaks: 'C4',
    meets: RANGE,
    witness: () => {
      const witness = deriveLie(market({}, { quotes: quotes.slice(0, 4) }))
      return splitAs(witness, SCALAR_FIELD)
    },
  },
  {
    name: 'an upper part as large as the field allows, where no quote is',
    breaks: 'C1',
    meets: QUOTE,
    witness: () => withHigh(deriveLie(market({}, { quotes: quotes.slice(0, 4) })), FIELD_HIGH_80),
  },
]

export const messageNegatives: readonly Negative[] = [
  ...misread,
  ...misreadOrders,
  ...aliases,
  ...malformed,
  ...requests,
  ...presence,
]
