import { SLOTS } from './constants.ts'
import { encryptOrder } from './order.ts'
import { encryptQuote } from './quote.ts'
import type { Balance, Order, Quote, Round } from './types.ts'

export type RoundPlan = {
  /** By slot; a slot without one has no key. */
  balances: readonly (Balance | undefined)[]
  /** Slot 0 asks for it; without one nobody asks for anything. */
  order?: Order
  /** Their arrivals are their places in the list. */
  quotes?: readonly (Quote & { slot: number })[]
} & Partial<Pick<Round, 'adjustments' | 'keyChanges' | 'minimumQuote'>> & { price?: bigint; capBps?: bigint }

/** For tests: the key that {@link composeRound} gives a slot. */
export const composedKey = (slot: number): bigint => 0x5107_0000n + BigInt(slot)

/** For tests: a round from what it says, everything in it encrypted. The same plan makes the same round. */
export const composeRound = ({ balances, order, quotes = [], ...plan }: RoundPlan): Round => ({
  state: Array.from({ length: SLOTS }, (_, slot) => ({
    key: balances[slot] ? composedKey(slot) : 0n,
    balance: balances[slot] ?? { collateral: 0n, payment: 0n },
  })),
  stateNonce: 0x57a7en,
  minimumQuote: plan.minimumQuote ?? 1n,
  adjustments: plan.adjustments ?? [],
  keyChanges: plan.keyChanges ?? [],
  book: quotes.map(({ slot, ...quote }, index) => ({
    slot,
    arrival: BigInt(index),
    ...encryptQuote(composedKey(slot), (1n << 128n) + BigInt(index), quote),
  })),
  request: order && {
    slot: 0,
    order: encryptOrder(composedKey(0), 7n << 128n, order),
    price: plan.price ?? 90_000_00000000n,
    capBps: plan.capBps ?? 500n,
  },
})
