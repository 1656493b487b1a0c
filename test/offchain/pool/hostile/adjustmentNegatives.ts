import { FINE } from '../../../../offchain/protocol/pool/constants.ts'
import type { Adjustment, Balance } from '../../../../offchain/protocol/pool/types.ts'
import { buildRound } from '../buildRound.ts'
import { BTC, holdings } from '../market.ts'
import { at, deriveLie } from './deriveLie.ts'
import type { Negative } from './negative.ts'
import type { Lie } from './settleFalsely.ts'

const queue: Adjustment[] = [
  { slot: 5, asset: 'collateral', kind: 'deposit', amount: 2n * BTC },
  { slot: 9, asset: 'collateral', kind: 'withdrawal', amount: 10n * BTC },
  { slot: 30, asset: 'collateral', kind: 'withdrawal', amount: 10n * BTC + 1n },
  { slot: 12, asset: 'payment', kind: 'withdrawal', amount: 18n },
  { slot: 12, asset: 'payment', kind: 'withdrawal', amount: 17n },
  { slot: 31, asset: 'payment', kind: 'deposit', amount: 4n },
]
const queued = buildRound({ holdings, adjustments: queue })

const entryOtherwise = (index: number, otherwise: Partial<Adjustment>) =>
  deriveLie(
    queued,
    {},
    {
      ...queued,
      adjustments: at(queue, index, { ...(queue[index] as Adjustment), ...otherwise }),
    },
  )

const move = (balances: readonly Balance[], slot: number, by: Partial<Balance>): Balance[] => {
  const { collateral, payment } = balances[slot] as Balance
  return at(balances, slot, { collateral: collateral + (by.collateral ?? 0n), payment: payment + (by.payment ?? 0n) })
}

/** Whether an entry is accepted told otherwise, and its slot's balance moved as if it were so. */
const accepting = (index: number, isAccepted: boolean, slot: number, by: Partial<Balance>): Lie => ({
  adjusted: ({ balances, accepted }) => ({
    balances: move(balances, slot, by),
    accepted: at(accepted, index, isAccepted),
  }),
})

/** Balances told otherwise, the mask as it is. */
const moving = (...moves: [number, Partial<Balance>][]): Lie => ({
  adjusted: ({ balances, accepted }) => ({
    balances: moves.reduce((all, [slot, by]) => move(all, slot, by), balances),
    accepted,
  }),
})

const WORD = 'A1: the adjustment is not the queued one'
const MASK = 'S2: the accepted mask is another one'
const LEAF = 'S6: a new leaf is another one'

const words: Negative[] = (
  [
    ['a larger deposit than the queued one', 0, { amount: 2n * BTC + 1n }],
    ['a smaller withdrawal than the queued one', 1, { amount: 10n * BTC - 1n }],
    ['a deposit to another slot than the queued one', 0, { slot: 9 }],
    ['a withdrawal from another slot than the queued one', 1, { slot: 31 }],
    ['a deposit of the other token than the queued one', 5, { asset: 'collateral' }],
    ['a deposit for a queued withdrawal', 1, { kind: 'deposit' }],
    ['a withdrawal for a queued deposit', 0, { kind: 'withdrawal' }],
    ['a queued deposit left out', 0, { amount: 0n }],
  ] as const
).map(([name, index, otherwise]) => ({
  name,
  breaks: 'A1',
  meets: WORD,
  witness: () => entryOtherwise(index, otherwise),
}))

const order: Negative[] = [
  {
    name: 'a deposit that nobody queued',
    breaks: 'A1',
    meets: WORD,
    witness: () => deriveLie(queued, {}, { ...queued, adjustments: [...queue, queue[0] as Adjustment] }),
  },
  {
    name: 'the queue in another order',
    breaks: 'A1',
    meets: WORD,
    witness: () => deriveLie(queued, {}, { ...queued, adjustments: [...queue].reverse() }),
  },
]

const acceptance: Negative[] = (
  [
    ['a withdrawal of the whole balance refused', accepting(1, false, 9, { collateral: 10n * BTC })],
    ['a withdrawal of the whole payment refused', accepting(4, false, 12, { payment: 17n * FINE })],
    ['a withdrawal of one unit too much granted', accepting(2, true, 30, { collateral: -10n * BTC - 1n })],
    ['a payment of one unit too much granted', accepting(3, true, 12, { payment: -18n * FINE })],
    ['a deposit refused', accepting(0, false, 5, { collateral: -2n * BTC })],
    ['a deposit of payment refused', accepting(5, false, 31, { payment: -4n * FINE })],
  ] as const
).map(([name, lie]) => ({ name, breaks: 'A2', meets: MASK, witness: () => deriveLie(queued, lie) }))

const turns: Negative[] = [
  {
    name: 'a withdrawal granted for the payment that the slot has',
    breaks: 'A2',
    meets: MASK,
    witness: () =>
      deriveLie(
        buildRound({
          holdings: { 5: { payment: 1n } },
          adjustments: [{ slot: 5, asset: 'collateral', kind: 'withdrawal', amount: 5n }],
        }),
        accepting(0, true, 5, { collateral: -5n }),
      ),
  },
  {
    name: 'a payment granted for the collateral that the slot has',
    breaks: 'A2',
    meets: MASK,
    witness: () =>
      deriveLie(
        buildRound({
          holdings: { 5: { collateral: 2n ** 50n } },
          adjustments: [{ slot: 5, asset: 'payment', kind: 'withdrawal', amount: 1n }],
        }),
        accepting(0, true, 5, { payment: -FINE }),
      ),
  },
  {
    name: 'a withdrawal of nothing refused',
    breaks: 'A2',
    meets: MASK,
    witness: () =>
      deriveLie(
        buildRound({ holdings, adjustments: [{ slot: 0, asset: 'payment', kind: 'withdrawal', amount: 0n }] }),
        accepting(0, false, 0, {}),
      ),
  },
  {
    name: 'a withdrawal granted before the deposit that covers it',
    breaks: 'A2',
    meets: MASK,
    witness: () => {
      const withdrawal = { slot: 5, asset: 'collateral', kind: 'withdrawal', amount: 11n * BTC } as const
      const deposit = { slot: 5, asset: 'collateral', kind: 'deposit', amount: BTC } as const
      return deriveLie(buildRound({ holdings, adjustments: [withdrawal, deposit] }), {
        adjusted: ({ balances }) => ({
          balances: move(balances, 5, { collateral: -11n * BTC }),
          accepted: [true, true],
        }),
      })
    },
  },
  {
    name: 'the second of two withdrawals served first',
    breaks: 'A2',
    meets: MASK,
    witness: () => {
      const first = { slot: 5, asset: 'collateral', kind: 'withdrawal', amount: 6n * BTC } as const
      const second = { ...first, amount: 7n * BTC }
      return deriveLie(buildRound({ holdings, adjustments: [first, second] }), {
        adjusted: ({ balances }) => ({ balances: move(balances, 5, { collateral: -BTC }), accepted: [false, true] }),
      })
    },
  },
]

const columns: Negative[] = (
  [
    ['a deposit credited to another slot', moving([5, { collateral: -2n * BTC }], [31, { collateral: 2n * BTC }])],
    ['a deposit credited as the other token', moving([5, { collateral: -2n * BTC, payment: 2n * BTC }])],
    ['a deposit credited twice', moving([5, { collateral: 2n * BTC }])],
    ['a deposit not credited', moving([5, { collateral: -2n * BTC }])],
    ['a deposit of payment not credited', moving([31, { payment: -4n * FINE }])],
    ['a withdrawal not debited', moving([9, { collateral: 10n * BTC }])],
    ['a withdrawal of payment not debited', moving([12, { payment: 17n * FINE }])],
    ['a withdrawal debited to another slot', moving([9, { collateral: 10n * BTC }], [31, { collateral: -10n * BTC }])],
    ['a withdrawal debited as the other token', moving([9, { collateral: 10n * BTC, payment: -10n * BTC }])],
    ['a refused withdrawal debited', moving([30, { collateral: -10n * BTC - 1n }])],
    ['a refused withdrawal of payment debited', moving([12, { payment: -18n * FINE }])],
    ['a payment credited in units, not fine ones', moving([31, { payment: 4n - 4n * FINE }])],
    ['a payment debited in units, not fine ones', moving([12, { payment: 17n * FINE - 17n }])],
  ] as const
).map(([name, lie]) => ({ name, breaks: 'A3', meets: LEAF, witness: () => deriveLie(queued, lie) }))

const beyond: Negative[] = [
  {
    name: 'a queue entry of a slot that does not exist',
    breaks: 'A3',
    meets: 'Index out of bounds',
    witness: () => {
      const witness = deriveLie(queued)
      return {
        ...witness,
        adj_slot: at(witness.adj_slot, 7, 32n),
        adjustment: at(witness.adjustment, 7, 32n << 64n),
      }
    },
  },
]

/** What is published of an entry, the balances as they are. */
const masks: Negative[] = [0, 2, 7].map((bit) => ({
  name: `bit ${bit} of the accepted mask told otherwise`,
  breaks: 'S2',
  meets: MASK,
  witness: () => {
    const witness = deriveLie(queued)
    return { ...witness, accepted_mask: witness.accepted_mask ^ (1n << BigInt(bit)) }
  },
}))

export const adjustmentNegatives: readonly Negative[] = [
  ...words,
  ...order,
  ...acceptance,
  ...turns,
  ...columns,
  ...beyond,
  ...masks,
]
