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
}

/** `spend` is in base units of the payment token and positive only in the small tier. */
export type Order = { tier: 'none' | 'small' | 'large'; spend: bigint }

/** What buying a deficit back costs at the fair price, with what is ordered on top, in base units of payment. */
export const costOf = ({
  deficit,
  prices,
  decimals,
  executionBps,
}: Pick<OrderParameters, 'deficit' | 'prices' | 'decimals' | 'executionBps'>): bigint =>
  divideUp(paymentFor(deficit, prices, decimals) * (BPS + BigInt(executionBps)), BPS)

/** Chooses how a deficit is healed, and what the agent is told to spend. */
export const chooseOrder = (parameters: OrderParameters): Order => {
  const { deficit, prices, decimals, tierBoundaryUsd, minOrder, maxOrder } = parameters
  if (isWorthMoreThan(tierBoundaryUsd, deficit, prices, decimals)) return { tier: 'large', spend: 0n }
  const cost = costOf(parameters)
  // biome-ignore lint/complexity/useMathMinMax: Math.min refuses bigint
  const spend = cost < maxOrder ? cost : maxOrder
  return spend === 0n || spend < minOrder ? { tier: 'none', spend: 0n } : { tier: 'small', spend }
}
