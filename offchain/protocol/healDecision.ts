/** Why the agent does not execute an order. */
export type WaitReason =
  | 'statusUnknown'
  | 'treasuryPaused'
  | 'notTheAgent'
  | 'alreadyHealed'
  | 'beforeSettlement'
  | 'coolingDown'
  | 'attemptsExhausted'
  | 'retryBudgetExhausted'
  | 'orderUnreadable'
  | 'orderNotAttested'
  | 'noOrder'
  | 'aboveActionLimit'
  | 'aboveWindow'
  | 'insufficientFunds'
  | 'priceUnavailable'
  | 'priceBelowFloor'
  | 'awalLimit'
  | 'awalOutstanding'
  | 'awalUnavailable'

/** The agent's own restraint, on top of what the treasury enforces. */
export type HealPolicy = {
  /** Seconds of chain time between two heals, by whomever. */
  cooldownSeconds: number
  /** How often one epoch may be signed for at a nonce of its own. */
  maxAttempts: number
  /** How many transactions may revert within {@link HealPolicy.retryWindowSeconds} before the agent stops trying. */
  retryBudget: number
  retryWindowSeconds: number
}

/** What chain and journal say about acting at all; the chain's part all of one block. Times are Unix seconds. */
export type HealFacts = {
  status: 'UNKNOWN' | 'SOLVENT' | 'INSOLVENT'
  paused: boolean
  isAgent: boolean
  epoch: number
  statementAt: number
  lastHealedEpoch: number
  lastHealAt: number
  settlementLag: number
  /** Time of the block. */
  now: number
  /** How often this epoch was signed for. */
  attempts: number
  /** The agent's transactions that reverted within the retry window. */
  reverts: number
}

/**
 * Why nothing may be executed for the latest report, whatever its order says; undefined when something may. The
 * treasury refuses most of it itself: the agent asks first, so that it never pays for a refusal and can say why it waits.
 */
export const findObstacle = (facts: HealFacts, policy: HealPolicy): WaitReason | undefined => {
  if (facts.status === 'UNKNOWN') return 'statusUnknown'
  if (facts.paused) return 'treasuryPaused'
  if (!facts.isAgent) return 'notTheAgent'
  if (facts.epoch <= facts.lastHealedEpoch) return 'alreadyHealed'
  if (facts.lastHealAt !== 0) {
    if (facts.statementAt <= facts.lastHealAt + facts.settlementLag) return 'beforeSettlement'
    if (facts.now < facts.lastHealAt + policy.cooldownSeconds) return 'coolingDown'
  }
  if (facts.attempts >= policy.maxAttempts) return 'attemptsExhausted'
  return facts.reverts >= policy.retryBudget ? 'retryBudgetExhausted' : undefined
}

/** A small order as it opened, and what may be spent on it. Amounts are payment base units. */
export type OrderFacts = {
  /** Undefined when it does not open to this agent's key. */
  order: { spend: bigint; attested: boolean } | undefined
  perAction: bigint
  available: bigint
  balance: bigint
}

/** Why this small order cannot be executed; undefined when it can, and then whole: orders are never cut to size. */
export const findOrderObstacle = ({ order, perAction, available, balance }: OrderFacts): WaitReason | undefined => {
  if (!order) return 'orderUnreadable'
  if (!order.attested) return 'orderNotAttested'
  if (order.spend === 0n) return 'noOrder'
  if (order.spend > perAction) return 'aboveActionLimit'
  if (order.spend > available) return 'aboveWindow'
  return order.spend > balance ? 'insufficientFunds' : undefined
}
