import { decryptQuote } from './quote.ts'
import type { Balance, Order, Quote, Round, RoundRequest } from './types.ts'

/** What a maker can deliver at its premium. */
export type Offer = {
  slot: number
  /** In base units of collateral: no more than was quoted, and no more than is there. */
  size: bigint
  premiumBps: bigint
  arrival: bigint
}

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b)

const isEligible = ({ premiumBps }: Quote, order: Order, { capBps }: RoundRequest): boolean =>
  premiumBps <= order.maxPremiumBps && premiumBps <= capBps

const compareOffers = (a: Offer, b: Offer): number =>
  Number(a.premiumBps - b.premiumBps || a.arrival - b.arrival || BigInt(a.slot - b.slot))

/**
 * The offers that take part, best first: by premium, then arrival. The slot decides between quotes that arrived as one,
 * which the contract does not let happen. A quote that opens to nothing, asks for more than the order or the public cap
 * allows, or comes to less than the smallest quote, offers nothing.
 */
export const findOffers = (round: Round, request: RoundRequest, order: Order, balances: readonly Balance[]): Offer[] =>
  round.book
    .flatMap(({ slot, arrival, ...sealed }): Offer[] => {
      const key = round.state[slot]?.key as bigint
      const quote = key === 0n ? undefined : decryptQuote(key, sealed)
      if (!quote || !isEligible(quote, order, request)) return []
      const { collateral } = balances[slot] as Balance
      const size = min(quote.size, collateral)
      return size >= round.minimumQuote ? [{ slot, size, premiumBps: quote.premiumBps, arrival }] : []
    })
    .sort(compareOffers)
