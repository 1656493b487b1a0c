/** What there is to say about a scheduled deposit; the chain's part all of one block. Times are Unix seconds, amounts base units. */
export type DepositFacts = {
  now: number
  /** Zero before the first. */
  lastPoolDepositAt: number
  depositInterval: number
  /** What every deposit moves. */
  amount: bigint
  treasuryBalance: bigint
  isTreasuryPaused: boolean
  isAgent: boolean
  pool: { isKeyed: boolean; isFrozen: boolean; isPaused: boolean; isPaymentWaiting: boolean; minDeposit: bigint }
}

/** When the next deposit is due by the schedule; at once before the first. */
export const nextDepositAt = ({
  lastPoolDepositAt,
  depositInterval,
}: Pick<DepositFacts, 'lastPoolDepositAt' | 'depositInterval'>): number =>
  lastPoolDepositAt === 0 ? 0 : lastPoolDepositAt + depositInterval

/** Whether the schedule's deposit is due and can be made. What was requested, and what became of it, plays no part. */
export const isDepositDue = (facts: DepositFacts): boolean => {
  const { pool, amount, treasuryBalance } = facts
  const canTake = pool.isKeyed && !pool.isFrozen && !pool.isPaused && !pool.isPaymentWaiting
  const canGive = !facts.isTreasuryPaused && facts.isAgent && treasuryBalance >= amount && amount >= pool.minDeposit
  return canTake && canGive && facts.now >= nextDepositAt(facts)
}

/** What can run out of time in the pool; Unix seconds, its last one in which it could still be settled. */
export type OverdueFacts = {
  roundDeadline: number | undefined
  requestDeadline: number | undefined
}

/**
 * The deadline of what has run out of time for `graceSeconds` or more; undefined while nothing has. A closed round ends
 * first: nobody can expire the request before that.
 */
export const findExpired = (
  { roundDeadline, requestDeadline }: OverdueFacts,
  { now, graceSeconds }: { now: number; graceSeconds: number },
): number | undefined => {
  const deadline = roundDeadline ?? requestDeadline
  return deadline !== undefined && now > deadline + graceSeconds ? deadline : undefined
}
