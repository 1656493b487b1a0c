import { chooseOrder, costOf, type Order, type OrderParameters } from './policy.ts'
import { collateralUnit } from './pool/poolUnit.ts'

/** How a deficit would be ordered, epoch by epoch. Amounts are base units of the payment token unless they say otherwise. */
export type HealPlan = {
  tier: Order['tier']
  /** What all of it costs. */
  cost: bigint
  /** What the first order spends; zero unless the tier is small. */
  spend: bigint
  /** What the first order asks the dark pool for, in base units of the collateral; zero unless the tier is large. */
  poolOrder: bigint
  /** How many small orders it takes, one in each epoch. */
  epochs: number
  /** What is never ordered because it is below the smallest order. */
  remainder: bigint
}

/** An order is at most `maxOrder`; each later epoch orders from what is left then. Prices are taken to stand still. */
export const planHeal = (parameters: OrderParameters): HealPlan => {
  const { minOrder, maxOrder, decimals } = parameters
  const { tier, spend, wanted } = chooseOrder(parameters)
  const cost = costOf(parameters)
  const poolOrder = wanted * collateralUnit(decimals.collateral)
  if (tier === 'large') return { tier, cost, spend, poolOrder, epochs: 0, remainder: 0n }
  if (tier === 'none') return { tier, cost, spend, poolOrder, epochs: 0, remainder: cost }
  const last = cost % maxOrder
  const isLastOrdered = last > 0n && last >= minOrder
  return {
    tier,
    cost,
    spend,
    poolOrder,
    epochs: Number(cost / maxOrder) + (isLastOrdered ? 1 : 0),
    remainder: isLastOrdered ? 0n : last,
  }
}
