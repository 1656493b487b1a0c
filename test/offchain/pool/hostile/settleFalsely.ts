import { applyAdjustments } from '../../../../offchain/protocol/pool/applyAdjustments.ts'
import { FINE } from '../../../../offchain/protocol/pool/constants.ts'
import { findOffers, type Offer } from '../../../../offchain/protocol/pool/findOffers.ts'
import { matchOrder } from '../../../../offchain/protocol/pool/matchOrder.ts'
import { decryptOrder } from '../../../../offchain/protocol/pool/order.ts'
import type {
  Balance,
  Order,
  Round,
  RoundRequest,
  Settled,
  SlotState,
  Trade,
} from '../../../../offchain/protocol/pool/types.ts'

type Market = { order: Order; offers: readonly Offer[]; price: bigint; balances: readonly Balance[] }

/** One step of the settlement told otherwise. Each is given the honest step's result, and what it was made from. */
export type Lie = {
  adjusted?: (honest: { balances: Balance[]; accepted: boolean[] }) => { balances: Balance[]; accepted: boolean[] }
  /** The offers that take part, best first. */
  offers?: (honest: readonly Offer[]) => readonly Offer[]
  trades?: (honest: readonly Trade[], market: Market) => readonly Trade[]
  isFunded?: (honest: boolean) => boolean
  /** All balances after the delivery. */
  delivered?: (honest: readonly Balance[]) => readonly Balance[]
  settled?: (honest: Settled) => Settled
}

const total = (trades: readonly Trade[], what: 'amount' | 'owed'): bigint =>
  trades.reduce((sum, trade) => sum + trade[what], 0n)

const deliver = (balances: readonly Balance[], requester: number, trades: readonly Trade[]): Balance[] =>
  balances.map(({ collateral, payment }, slot) => {
    const sold = trades.filter((trade) => trade.slot === slot)
    const bought = slot === requester ? trades : []
    return {
      collateral: collateral - total(sold, 'amount') + total(bought, 'amount'),
      payment: payment + total(sold, 'owed') - total(bought, 'owed'),
    }
  })

const clear = (
  { offers, trades, isFunded }: Lie,
  round: Round,
  { slot, price }: RoundRequest,
  order: Order,
  balances: readonly Balance[],
): Pick<Settled, 'order' | 'trades' | 'isFunded' | 'remainder' | 'disclosed'> => {
  const honestOffers = findOffers(round, round.request as RoundRequest, order, balances)
  const told = offers?.(honestOffers) ?? honestOffers
  const honestTrades = matchOrder(order, told, price)
  const matched = trades?.(honestTrades, { order, offers: told, price, balances }) ?? honestTrades
  const honestlyFunded = (balances[slot] as Balance).payment >= total(matched, 'owed')
  const funded = isFunded?.(honestlyFunded) ?? honestlyFunded
  const filled = funded ? [...matched] : []
  const deficit = order.deficit - total(filled, 'amount')
  const disclosed = !order.disclose ? 0 : deficit === 0n ? 1 : 2
  return { order, trades: filled, isFunded: funded, remainder: { ...order, deficit }, disclosed }
}

/**
 * The reference model with one step replaced; all that comes after follows from the lie. Unlike the model it allows any
 * balance, negative ones too. Without a lie it is the model.
 */
export const settleFalsely = (round: Round, lie: Lie = {}): Settled => {
  const { state, request, adjustments, keyChanges } = round
  const honest = applyAdjustments(
    state.map(({ balance }) => balance),
    adjustments,
  )
  const { balances, accepted } = lie.adjusted?.(honest) ?? honest
  const order = request && decryptOrder(state[request.slot]?.key as bigint, request.order)
  const clearing =
    request && order
      ? clear(lie, round, request, order, balances)
      : { trades: [], isFunded: true, disclosed: 0 as const }
  const honestDelivery = deliver(balances, request?.slot ?? 0, clearing.trades)
  const delivered = lie.delivered?.(honestDelivery) ?? honestDelivery
  const keyAfter = ({ key }: SlotState, slot: number): bigint => {
    const change = keyChanges.find((entry) => entry.slot === slot)
    return change ? change.key : key
  }
  const settled: Settled = {
    ...clearing,
    accepted,
    state: state.map((before, slot) => {
      const key = keyAfter(before, slot)
      const balance = delivered[slot] as Balance
      const isDust = key === 0n && balance.payment > 0n && balance.payment < FINE
      return { key, balance: isDust ? { ...balance, payment: 0n } : balance }
    }),
  }
  return lie.settled?.(settled) ?? settled
}
