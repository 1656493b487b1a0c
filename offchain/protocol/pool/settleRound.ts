import { applyAdjustments } from './applyAdjustments.ts'
import { checkRound } from './checkRound.ts'
import { FINE } from './constants.ts'
import { findOffers } from './findOffers.ts'
import { matchOrder } from './matchOrder.ts'
import { decryptOrder } from './order.ts'
import { PoolError } from './poolError.ts'
import type { Balance, KeyChange, Order, Round, Settled, SlotState, Trade } from './types.ts'

type Clearing = Pick<Settled, 'order' | 'trades' | 'isFunded' | 'remainder' | 'disclosed'>

const bought = (trades: readonly Trade[]): bigint => trades.reduce((total, { amount }) => total + amount, 0n)
const cost = (trades: readonly Trade[]): bigint => trades.reduce((total, { owed }) => total + owed, 0n)

const discloseRemainder = ({ deficit, disclose }: Order): Settled['disclosed'] => {
  if (!disclose) return 0
  return deficit === 0n ? 1 : 2
}

/** What the order comes to. All or nothing on funds: who cannot pay for the whole match gets none of it. */
const clear = (round: Round, balances: readonly Balance[]): Clearing => {
  const { request } = round
  const order = request && decryptOrder(round.state[request.slot]?.key as bigint, request.order)
  if (!order) return { trades: [], isFunded: true, disclosed: 0 }
  const matched = matchOrder(order, findOffers(round, request, order, balances), request.price)
  const isFunded = (balances[request.slot] as Balance).payment >= cost(matched)
  const trades = isFunded ? matched : []
  const remainder = { ...order, deficit: order.deficit - bought(trades) }
  return { order, trades, isFunded, remainder, disclosed: discloseRemainder(remainder) }
}

/** Delivery against payment, between the requester and each maker. */
const deliver = (balances: readonly Balance[], requester: number, trades: readonly Trade[]): Balance[] => {
  const after = balances.map((balance) => ({ ...balance }))
  const requesterBalance = after[requester] as Balance
  for (const { slot, amount, owed } of trades) {
    const makerBalance = after[slot] as Balance
    makerBalance.collateral -= amount
    makerBalance.payment += owed
    requesterBalance.collateral += amount
    requesterBalance.payment -= owed
  }
  return after
}

/**
 * A slot without a key has nothing. What trading leaves below a unit of payment cannot be withdrawn, so it is dropped: with
 * it a slot could never be given up.
 */
const giveUp = (slot: number, { collateral, payment }: Balance): Balance => {
  if (collateral !== 0n || payment >= FINE)
    throw new PoolError(`slot ${slot} cannot be released: it is not empty after the round; leave its key change out`)
  return { collateral: 0n, payment: 0n }
}

const changeKeys = (
  state: readonly SlotState[],
  balances: readonly Balance[],
  keyChanges: readonly KeyChange[],
): SlotState[] =>
  state.map(({ key: oldKey }, slot) => {
    const change = keyChanges.find((entry) => entry.slot === slot)
    const key = change ? change.key : oldKey
    const balance = balances[slot] as Balance
    return { key, balance: key === 0n ? giveUp(slot, balance) : balance }
  })

/**
 * The specification of a settlement; the circuit proves that it was followed. Deposits and withdrawals first, then the
 * request against the book, then the keys. A round has exactly one outcome, whatever order its quotes are listed in.
 */
export const settleRound = (round: Round): Settled => {
  checkRound(round)
  const adjusted = applyAdjustments(
    round.state.map(({ balance }) => balance),
    round.adjustments,
  )
  const clearing = clear(round, adjusted.balances)
  const delivered = round.request ? deliver(adjusted.balances, round.request.slot, clearing.trades) : adjusted.balances
  return {
    ...clearing,
    accepted: adjusted.accepted,
    state: changeKeys(round.state, delivered, round.keyChanges),
  }
}
