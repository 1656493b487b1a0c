import { KitError } from '../../errors.ts'
import { BPS } from '../../protocol/pool/constants.ts'
import type { Decide } from '../quoting/decide.ts'

export type SpreadParameters = {
  /** How much of the own collateral is offered, of 10,000. */
  shareBps: bigint
  /** Premium while the inventory is at its target, or above. */
  basePremiumBps: bigint
  /** What an empty inventory would cost on top; in between in proportion. */
  slopeBps: bigint
  /** Collateral that the maker wants to hold, in pool units; above zero. */
  target: bigint
}

const divideUp = (numerator: bigint, denominator: bigint): bigint => (numerator + denominator - 1n) / denominator

/**
 * Offers a share of what the maker has, dearer the less it has: size rounded down, premium rounded up. Withdraws what would
 * be below the pool's smallest quote.
 */
export const spreadStrategy = ({ shareBps, basePremiumBps, slopeBps, target }: SpreadParameters): Decide => {
  if (shareBps <= 0n || shareBps > BPS) throw new KitError(`a share of ${shareBps} bps is not from 1 to ${BPS}`)
  if (target <= 0n) throw new KitError(`a target of ${target} is not above zero`)
  if (basePremiumBps < 0n || slopeBps < 0n || basePremiumBps + slopeBps > BPS)
    throw new KitError(`premiums from ${basePremiumBps} to ${basePremiumBps + slopeBps} bps are not from 0 to ${BPS}`)
  return ({ balance, minimumQuote }) => {
    const collateral = balance?.collateral ?? 0n
    const size = (collateral * shareBps) / BPS
    if (size < minimumQuote) return 'withdraw'
    const missing = collateral < target ? target - collateral : 0n
    return { quote: { size, premiumBps: basePremiumBps + divideUp(slopeBps * missing, target) } }
  }
}
