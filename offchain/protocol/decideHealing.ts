import { assess, chooseOrder, NO_ORDER, type Order, type OrderParameters, type Thresholds } from './policy.ts'
import type { Holdings } from './pool/openHoldings.ts'
import { collateralUnit } from './pool/poolUnit.ts'
import type { Prices } from './reservePrice.ts'
import type { Statement } from './statement.ts'

/** How the workflow is configured to decide. */
export type HealingPolicy = Thresholds & Omit<OrderParameters, 'deficit' | 'prices'> & { mintCeiling: bigint }

export type HealingFacts = {
  statement: Statement
  /** Undefined without usable prices. */
  prices: Prices | undefined
  holdings: Pick<Holdings, 'collateral' | 'wanted'>
  /** Unix seconds: a statement has to be later to have seen all that was delivered to the custodian. */
  settledAt: bigint
}

export type HealingDecision = { isSolvent: boolean; order: Order }

/**
 * The bit, and what is ordered. What the reserve has in the pool counts as if the custodian held it, and what is wanted
 * there already is not ordered again. Without usable prices, or before the custodian has seen the last delivery, nothing
 * is ordered; the bit is told all the same.
 */
export const decideHealing = (facts: HealingFacts, policy: HealingPolicy): HealingDecision => {
  const { statement, prices, holdings, settledAt } = facts
  const unit = collateralUnit(policy.decimals.collateral)
  const totalReserve = statement.totalReserve + holdings.collateral * unit
  const { totalLiabilities } = statement
  const { isSolvent, deficit } = assess({ totalReserve, totalLiabilities, mintCeiling: policy.mintCeiling }, policy)
  const wanted = holdings.wanted * unit
  const missing = deficit > wanted ? deficit - wanted : 0n
  const isInformed = BigInt(statement.asOf) > settledAt
  return { isSolvent, order: prices && isInformed ? chooseOrder({ ...policy, prices, deficit: missing }) : NO_ORDER }
}
