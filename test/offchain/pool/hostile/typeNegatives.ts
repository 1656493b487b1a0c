import type { Witness } from '../../../../offchain/protocol/pool/circuitInputs.ts'
import { FINE } from '../../../../offchain/protocol/pool/constants.ts'
import { encodeOrder } from '../../../../offchain/protocol/pool/order.ts'
import type { Adjustment, Round } from '../../../../offchain/protocol/pool/types.ts'
import { SCALAR_FIELD } from '../../../../offchain/protocol/scalarField.ts'
import { buildRound, keyOf } from '../buildRound.ts'
import { BTC, holdings, market, order, quotes, REQUESTER } from '../market.ts'
import { at, deriveLie } from './deriveLie.ts'
import type { Negative } from './negative.ts'
import type { Lie } from './settleFalsely.ts'

type Attempt = readonly [name: string, witness: () => Witness]

const TWO_64 = 2n ** 64n
/** One half in the field: twice it is one, so that one flag can stand for the flag below it. */
const HALF = (SCALAR_FIELD + 1n) / 2n

const idle = buildRound({ holdings })
const traded = market({ allowPartial: true })
const disclosed = market({ disclose: true })

const entry = (knobs: Partial<Adjustment>): Round =>
  buildRound({ holdings, adjustments: [{ slot: 5, asset: 'collateral', kind: 'deposit', amount: 7n, ...knobs }] })
const first = <T>(values: readonly T[], value: unknown): T[] => at(values, 0, value as T)

const balanceOf = (slot: number, collateral: bigint, payment: bigint): Witness => {
  const witness = deriveLie(idle)
  return {
    ...witness,
    old_collateral: at(witness.old_collateral, slot, collateral),
    old_payment: at(witness.old_payment, slot, payment),
  }
}

const cheaper: Lie = {
  offers: (offers) => offers.map((offer) => (offer.slot === 31 ? { ...offer, premiumBps: 109n } : offer)),
}
const nothingBought: Lie = { trades: () => [] }

const malformedQuote = market({}, { quotes: [...quotes.slice(0, 4), { slot: 31, says: 2n ** 80n + 10n * BTC }] })
const malformedOrder = buildRound({
  holdings,
  quotes,
  request: { slot: REQUESTER, says: 2n ** 82n + encodeOrder(order()) },
})

/**
 * Numbers too large or below zero, in places where they make up for another number in the same word: every equation of the
 * circuit holds, and only the range of the parameter's type does not.
 */
const numbers: readonly Attempt[] = [
  [
    'a deposit of 2^64 more, to the slot below',
    () => {
      const witness = deriveLie(entry({ slot: 31 }), {}, entry({ slot: 30 }))
      return { ...witness, adj_amount: first(witness.adj_amount, 7n + TWO_64) }
    },
  ],
  [
    'a deposit below zero, to the slot above',
    () => {
      const witness = deriveLie(entry({ slot: 30 }), {}, entry({ slot: 31 }))
      return { ...witness, adj_amount: first(witness.adj_amount, 7n - TWO_64) }
    },
  ],
  [
    'a payment flag of two, for a withdrawal',
    () => {
      const witness = deriveLie(entry({ kind: 'withdrawal' }), {}, entry({ asset: 'payment', kind: 'deposit' }))
      return { ...witness, adj_is_payment: first(witness.adj_is_payment, 2n) }
    },
  ],
  [
    'a withdrawal flag of one half, for a payment',
    () => {
      const witness = deriveLie(entry({ asset: 'payment' }), {}, entry({ kind: 'withdrawal' }))
      return { ...witness, adj_is_withdrawal: first(witness.adj_is_withdrawal, HALF) }
    },
  ],
  [
    'a deficit of 2^64 more, for a highest premium of one less',
    () => ({ ...deriveLie(disclosed, nothingBought), deficit: 30n * BTC + TWO_64, max_premium: 199n }),
  ],
  [
    'a deficit below zero, for a highest premium of one more',
    () => ({ ...deriveLie(disclosed), deficit: 30n * BTC - TWO_64, max_premium: 201n }),
  ],
  [
    'a highest premium of 2^16 more, for the flag above it',
    () => ({ ...deriveLie(traded), max_premium: 200n + 65_536n, allow_partial: false }),
  ],
  [
    'a partial flag of two, for a public outcome',
    () => ({ ...deriveLie(disclosed), allow_partial: 2n as unknown as boolean, disclose: false, status: 0n }),
  ],
  [
    'a disclosure flag of one half, for parts',
    () => ({ ...deriveLie(traded), allow_partial: false, disclose: HALF as unknown as boolean }),
  ],
  [
    'a disclosure flag of two, for what makes an order none',
    () => ({ ...deriveLie(malformedOrder), disclose: 2n as unknown as boolean, order_high: 0n }),
  ],
  [
    'a size of 2^64 more, for a premium of one less',
    () => {
      const witness = deriveLie(disclosed, cheaper)
      return {
        ...witness,
        size: at(witness.size, 31, 10n * BTC + TWO_64),
        premium: at(witness.premium, 31, 109n),
      }
    },
  ],
  [
    'a premium of 2^16 more, for what makes a quote none',
    () => {
      const witness = deriveLie(malformedQuote)
      return {
        ...witness,
        premium: at(witness.premium, 31, 65_536n),
        quote_high: at(witness.quote_high, 31, 0n),
      }
    },
  ],
  ['collateral of 2^64 more, for a fine unit of payment', () => balanceOf(12, 10n * BTC + TWO_64, 17n * FINE - 1n)],
  ['collateral below zero, for a fine unit of payment', () => balanceOf(12, 10n * BTC - TWO_64, 17n * FINE + 1n)],
  [
    'a payment as large as the field allows, for the same leaf',
    () => {
      const alias = 10n * BTC + ((17n * FINE) << 64n) + SCALAR_FIELD
      return balanceOf(12, BigInt.asUintN(64, alias), alias >> 64n)
    },
  ],
  ['a balance of a slot without key whose parts cancel', () => balanceOf(0, -TWO_64, 1n)],
  [
    'a balance of a slot without key that is the field’s order',
    () => balanceOf(0, BigInt.asUintN(64, SCALAR_FIELD), SCALAR_FIELD >> 64n),
  ],
  ['an accepted mask of nine bits', () => ({ ...deriveLie(idle), accepted_mask: 0x1ffn })],
  ['a status of 256 more', () => ({ ...deriveLie(disclosed), status: 257n })],
  ['a request flag of two', () => ({ ...deriveLie(disclosed), has_request: 2n as unknown as boolean })],
]

/** The same for numbers that stand for a place in a list: there is none. */
const places: readonly Attempt[] = [
  [
    'a slot of 256 more, for the flag above it',
    () => {
      const witness = deriveLie(entry({ asset: 'payment' }))
      return {
        ...witness,
        adj_slot: first(witness.adj_slot, 256n + 5n),
        adj_is_payment: first(witness.adj_is_payment, false),
      }
    },
  ],
  ['a requester of 256 more', () => ({ ...deriveLie(disclosed), requester: 256n + BigInt(REQUESTER) })],
  [
    'a changed slot of 256 more',
    () => {
      const witness = deriveLie(buildRound({ holdings, keyChanges: [{ slot: 0, key: keyOf(0) }] }))
      return { ...witness, change_slot: first(witness.change_slot, 256n) }
    },
  ],
]

const breaking = (attempts: readonly Attempt[], meets: string): Negative[] =>
  attempts.map(([name, witness]) => ({ name, breaks: 'R', meets, witness }))

export const typeNegatives: readonly Negative[] = [
  // A range has no message of its own.
  ...breaking(numbers, 'Cannot satisfy constraint'),
  ...breaking(places, 'Index out of bounds'),
]
