import { FINE, ORDER_DOMAIN, QUOTE_DOMAIN, SLOTS } from '../../../offchain/protocol/pool/constants.ts'
import { makeMessageNonce } from '../../../offchain/protocol/pool/messageNonce.ts'
import { encodeOrder } from '../../../offchain/protocol/pool/order.ts'
import { addPad } from '../../../offchain/protocol/pool/pad.ts'
import { encodeQuote } from '../../../offchain/protocol/pool/quote.ts'
import type {
  Adjustment,
  KeyChange,
  Order,
  Quote,
  Round,
  Sealed,
  SettlementPlace,
} from '../../../offchain/protocol/pool/types.ts'

/** Where all rounds of the tests are settled. */
export const PLACE: SettlementPlace = {
  chainId: 31337n,
  pool: '0x00000000000000000000000000000000000000aa',
  context: `0x${'5c'.repeat(32)}`,
}

/** What a slot holds: collateral and payment in pool units, and what there is below one, in fine units. */
export type Holding = { collateral?: bigint; payment?: bigint; dust?: bigint }

export type QuoteKnobs = {
  slot: number
  /** A number stands for a plaintext as it is, well-formed or not. */
  says: Quote | bigint
  /** Unless given, quotes arrive as they are listed. */
  arrival?: bigint
}

export type RequestKnobs = {
  slot: number
  /** A number stands for a plaintext as it is, well-formed or not. */
  says: Order | bigint
  price?: bigint
  capBps?: bigint
}

/** What a test says of a round; all else is honest. */
export type RoundKnobs = {
  /** By slot. Who is listed has a key, {@link keyOf}; who is not has none, and nothing. */
  holdings?: Record<number, Holding>
  request?: RequestKnobs
  quotes?: readonly QuoteKnobs[]
  adjustments?: readonly Adjustment[]
  /** Slots ascending. */
  keyChanges?: readonly KeyChange[]
  minimumQuote?: bigint
}

/** The key that a slot of the tests has; the next generation is what it is changed to. */
export const keyOf = (slot: number, generation = 0): bigint =>
  (BigInt(slot) + 1n) * 0x1d3f_5a7b_9ce1_2468_ace0_1357_9bdf_0246_8ace_1357_9bdf_0246_8acen + BigInt(generation)

/** A price with 8 decimals: 97,123.45678901 payment for one collateral. */
export const PRICE = 9_712_345_678_901n

const seal = (domain: bigint, key: bigint, counter: bigint, plaintext: bigint): Sealed => {
  const nonce = makeMessageNonce({ key, chainId: PLACE.chainId, pool: PLACE.pool, counter, plaintext })
  return { ciphertext: addPad(plaintext, { domain, key, nonce }), nonce }
}

const requestOf = (
  { slot, says, price = PRICE, capBps = 1000n }: RequestKnobs,
  key: bigint,
): NonNullable<Round['request']> => {
  const plaintext = typeof says === 'bigint' ? says : encodeOrder(says)
  return { slot, order: seal(ORDER_DOMAIN, key, 1n, plaintext), price, capBps }
}

const quoteOf = ({ slot, says, arrival }: QuoteKnobs, index: number, key: bigint): Round['book'][number] => {
  const plaintext = typeof says === 'bigint' ? says : encodeQuote(says)
  return { slot, arrival: arrival ?? BigInt(index) + 1n, ...seal(QUOTE_DOMAIN, key, BigInt(index) + 1n, plaintext) }
}

/** A round in which everybody followed the protocol, whatever its plaintexts say. */
export const buildRound = (knobs: RoundKnobs = {}): Round => {
  const { holdings = {}, request, quotes = [], adjustments = [], keyChanges = [], minimumQuote = 0n } = knobs
  const state = Array.from({ length: SLOTS }, (_, slot) => {
    const holding = holdings[slot]
    const payment = (holding?.payment ?? 0n) * FINE + (holding?.dust ?? 0n)
    const balance = { collateral: holding?.collateral ?? 0n, payment }
    return { key: holding ? keyOf(slot) : 0n, balance }
  })
  const keyAt = (slot: number): bigint => state[slot]?.key as bigint
  return {
    state,
    stateNonce: 0x2b5f_11d9_77c0_4e08_9a3cn,
    ...(request && { request: requestOf(request, keyAt(request.slot)) }),
    minimumQuote,
    adjustments,
    book: quotes.map((entry, index) => quoteOf(entry, index, keyAt(entry.slot))),
    keyChanges,
  }
}
