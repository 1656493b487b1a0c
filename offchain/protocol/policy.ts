import { collateralUnit } from './pool/poolUnit.ts'
import { BPS, divideUp, isWorthMoreThan, type Prices, paymentFor, type TokenDecimals } from './reservePrice.ts'

/** All in the token's base units. */
export type ReserveFigures = { totalReserve: bigint; totalLiabilities: bigint; mintCeiling: bigint }

/** Reserves over what is owed, in basis points: `solvencyBps <= healingBps <= targetBps`. */
export type Thresholds = { solvencyBps: number; healingBps: number; targetBps: number }

/** `deficit` is what healing must add, in the token's base units; zero above the healing threshold. */
export type Assessment = { isSolvent: boolean; deficit: bigint }

/**
 * Compares reserves with what they must cover: liabilities and what may still be issued.
 *
 * Healing starts while the bit is still true, and restores to a target above where it starts.
 */
export const assess = (
  { totalReserve, totalLiabilities, mintCeiling }: ReserveFigures,
  { solvencyBps, healingBps, targetBps }: Thresholds,
): Assessment => {
  if (solvencyBps > healingBps || healingBps > targetBps)
    throw new RangeError('thresholds must rise: solvencyBps <= healingBps <= targetBps')
  const owed = totalLiabilities + mintCeiling
  const needed = (bps: number) => divideUp(owed * BigInt(bps), BPS)
  return {
    isSolvent: totalReserve >= needed(solvencyBps),
    deficit: totalReserve < needed(healingBps) ? needed(targetBps) - totalReserve : 0n,
  }
}

export type OrderParameters = {
  /** In the token's base units. */
  deficit: bigint
  prices: Prices
  decimals: TokenDecimals
  /** Whole dollars; a deficit worth more goes to the dark pool. */
  tierBoundaryUsd: bigint
  /** Added to the fair price for what a swap costs, so that one heal restores all of the deficit. */
  executionBps: number
  /** In base units of the payment token. */
  minOrder: bigint
  maxOrder: bigint
  /** The most that one epoch asks the pool for, in the token's base units. */
  maxPoolOrder: bigint
}

/**
 * `spend` is in base units of the payment token and positive only in the small tier; `wanted` is in pool units of
 * collateral and positive only in the large one.
 */
export type Order = { tier: 'none' | 'small' | 'large'; spend: bigint; wanted: bigint }

export const NO_ORDER: Order = { tier: 'none', spend: 0n, wanted: 0n }

/** What buying a deficit back costs at the fair price, with what is ordered on top, in base units of payment. */
export const costOf = ({
  deficit,
  prices,
  decimals,
  executionBps,
}: Pick<OrderParameters, 'deficit' | 'prices' | 'decimals' | 'executionBps'>): bigint =>
  divideUp(paymentFor(deficit, prices, decimals) * (BPS + BigInt(executionBps)), BPS)

const smallerOf = (one: bigint, other: bigint): bigint => (one < other ? one : other)

/** Chooses how a deficit is healed: what the agent is told to spend, or what the pool is asked for. */
export const chooseOrder = (parameters: OrderParameters): Order => {
  const { deficit, prices, decimals, tierBoundaryUsd, minOrder, maxOrder, maxPoolOrder } = parameters
  if (isWorthMoreThan(tierBoundaryUsd, deficit, prices, decimals)) {
    // Down: what is asked for never restores more than the target.
    const wanted = smallerOf(deficit, maxPoolOrder) / collateralUnit(decimals.collateral)
    return wanted === 0n ? NO_ORDER : { tier: 'large', spend: 0n, wanted }
  }
  const spend = smallerOf(costOf(parameters), maxOrder)
  return spend === 0n || spend < minOrder ? NO_ORDER : { tier: 'small', spend, wanted: 0n }
}
