/** Why the agent does not hand an order to the pool. None of them depends on what an order wants, or on what became of one. */
export type RequestWait =
  | 'slotWithoutKey'
  | 'notAdmitted'
  | 'poolFrozen'
  | 'poolPaused'
  | 'scheduleUnfit'
  | 'treasuryPaused'
  | 'notTheAgent'
  | 'statusUnknown'
  | 'scheduleNotDue'
  | 'reportBeforeRequest'
  | 'beforeSettlement'
  | 'requestLive'
  | 'stakeUnaffordable'
  | 'coverCapReached'
  | 'attemptsExhausted'
  | 'retryBudgetExhausted'

/** How often the agent pays for what the chain refuses. */
export type RetryPolicy = {
  /** How often one action may be signed for at a nonce of its own. */
  maxAttempts: number
  /** How many transactions may revert within a window before the agent stops trying. */
  retryBudget: number
}

/** Public facts, those of the chain all of one block. Times are Unix seconds, stakes wei. */
export type RequestFacts = {
  /** Time of the newest block. */
  now: number
  status: 'UNKNOWN' | 'SOLVENT' | 'INSOLVENT'
  /** Of the latest report. */
  epoch: number
  statementAt: number
  isTreasuryPaused: boolean
  isAgent: boolean
  /** What a statement must be later than; zero if nothing reached the reserve yet. */
  settledAt: number
  /** Zero before the first. */
  lastRequestAt: number
  schedule: { premiumBps: number; timeout: number; requestInterval: number }
  pool: {
    isKeyed: boolean
    isAdmitted: boolean
    isFrozen: boolean
    isPaused: boolean
    /** Whether anybody's request is pending. */
    isRequestLive: boolean
    stake: bigint
    maxPremiumBps: number
    minTimeout: number
    maxTimeout: number
  }
  /** Wei of the treasury. */
  treasuryEther: bigint
  isCoverCapReached: boolean
  /** How often this report's request was signed for. */
  attempts: number
  /** Requests of the agent that reverted within the retry window. */
  reverts: number
}

/** When the next request is due by the schedule; at once before the first. */
export const nextRequestAt = ({ lastRequestAt, schedule }: Pick<RequestFacts, 'lastRequestAt' | 'schedule'>): number =>
  lastRequestAt === 0 ? 0 : lastRequestAt + schedule.requestInterval

/** Whether the pool would take requests with the schedule's parameters. */
export const isScheduleFit = ({ schedule, pool }: Pick<RequestFacts, 'schedule' | 'pool'>): boolean =>
  schedule.premiumBps <= pool.maxPremiumBps &&
  schedule.timeout >= pool.minTimeout &&
  schedule.timeout <= pool.maxTimeout

/**
 * Why the latest report's order is not handed to the pool now; undefined when it is. Every due interval gets a request,
 * whatever it holds: the agent cannot know. Treasury and pool enforce most of it themselves.
 */
export const findRequestObstacle = (facts: RequestFacts, policy: RetryPolicy): RequestWait | undefined => {
  const { pool, schedule, lastRequestAt, epoch } = facts
  if (!pool.isKeyed) return 'slotWithoutKey'
  if (pool.isFrozen) return 'poolFrozen'
  if (!pool.isAdmitted) return 'notAdmitted'
  if (pool.isPaused) return 'poolPaused'
  if (!isScheduleFit(facts)) return 'scheduleUnfit'
  if (facts.isTreasuryPaused) return 'treasuryPaused'
  if (!facts.isAgent) return 'notTheAgent'
  if (facts.now < nextRequestAt({ lastRequestAt, schedule })) return 'scheduleNotDue'
  if (facts.status === 'UNKNOWN') return 'statusUnknown'
  if (epoch <= lastRequestAt) return 'reportBeforeRequest'
  if (facts.statementAt <= facts.settledAt) return 'beforeSettlement'
  if (pool.isRequestLive) return 'requestLive'
  if (facts.treasuryEther < pool.stake) return 'stakeUnaffordable'
  if (facts.isCoverCapReached) return 'coverCapReached'
  if (facts.attempts >= policy.maxAttempts) return 'attemptsExhausted'
  return facts.reverts >= policy.retryBudget ? 'retryBudgetExhausted' : undefined
}
