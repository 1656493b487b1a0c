import { BPS, FINE, SLOTS } from '../../../offchain/protocol/pool/constants.ts'
import type { Order, Round } from '../../../offchain/protocol/pool/types.ts'
import { buildRound, PRICE, type QuoteKnobs, type RoundKnobs } from './buildRound.ts'

/** In base units of collateral. */
export const BTC = 100_000_000n
/** A payment balance that buys the whole book. */
export const RICH = 9_000_000_000_000_000n
export const REQUESTER = 3
export const ALL_SLOTS = Array.from({ length: SLOTS }, (_, slot) => slot)

/** For 30 BTC, all or nothing, in secret. */
export const order = (knobs: Partial<Order> = {}): Order => ({
  deficit: 30n * BTC,
  maxPremiumBps: 200n,
  allowPartial: false,
  disclose: false,
  ...knobs,
})

export const quote = (slot: number, size: bigint, premiumBps: bigint, arrival?: bigint): QuoteKnobs => ({
  slot,
  says: { size, premiumBps },
  ...(arrival !== undefined && { arrival }),
})

/** Makers 5, 9, 12, 30 and 31 with 10 BTC each, and a requester who can pay. */
export const holdings = {
  [REQUESTER]: { payment: RICH },
  5: { collateral: 10n * BTC },
  9: { collateral: 10n * BTC },
  12: { collateral: 10n * BTC, payment: 17n },
  30: { collateral: 10n * BTC },
  31: { collateral: 10n * BTC },
}

/** All the makers have, the higher slots the cheaper: slot 31 asks 110, slot 5 asks 150. */
export const quotes = [5, 9, 12, 30, 31].map((slot, index) => quote(slot, 10n * BTC, 150n - BigInt(index) * 10n))

/** A round in which the requester buys from these makers: 30 BTC from slots 31, 30 and 12, unless the order says else. */
export const market = (says: Partial<Order> = {}, knobs: Partial<RoundKnobs> = {}): Round =>
  buildRound({ holdings, quotes, request: { slot: REQUESTER, says: order(says) }, ...knobs })

/** At this price 10 BTC at a premium of 110 cost a whole number of payment units. */
export const EXACT_PRICE = PRICE - (PRICE % 100_000n)
export const EXACT_COST = (EXACT_PRICE * (BPS + 110n) * 10n * BTC) / FINE
