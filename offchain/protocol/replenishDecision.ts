/** How the agent tops up the treasury from its own account: small steps on a public schedule. Base units. */
export type ReplenishPolicy = {
  /** The treasury's balance of payment tokens that is aimed at. */
  target: bigint
  /** Most that one step moves. */
  step: bigint
  /** Seconds from one step to the next. */
  intervalSeconds: number
}

export type ReplenishFacts = {
  /** Block time, Unix seconds. */
  now: number
  treasuryBalance: bigint
  agentBalance: bigint
}

/** One step of the schedule. */
export type ReplenishStep = { slot: number; amount: bigint }

/** The slot of the schedule that `now` lies in. One slot, one step: that is what makes a step happen once. */
export const replenishSlot = ({ intervalSeconds }: ReplenishPolicy, now: number): number =>
  Math.floor(now / intervalSeconds)

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/** The step that is due, if the treasury lacks something and the agent has something. Never more than is missing. */
export const decideReplenish = (policy: ReplenishPolicy, facts: ReplenishFacts): ReplenishStep | undefined => {
  const missing = policy.target - facts.treasuryBalance
  const amount = min(min(missing, policy.step), facts.agentBalance)
  return amount > 0n ? { slot: replenishSlot(policy, facts.now), amount } : undefined
}
