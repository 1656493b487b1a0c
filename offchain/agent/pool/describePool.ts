import { isCoverCapReached } from '../../protocol/coverCost.ts'
import type { RequestRecord } from '../../protocol/foldRequests.ts'
import { nextDepositAt } from '../../protocol/poolUpkeep.ts'
import { nextRequestAt } from '../../protocol/requestDecision.ts'
import type { Condition } from '../alerts/condition.ts'
import type { PoolKeeper, PoolSight } from './poolKeeper.ts'

const EXPIRED =
  'the last request expired, because no matcher settled its round in time; look at the matchers. What it held is ordered again by a later report'
const ROUND =
  'a round of the pool is overdue: a matcher should have closed or settled it; look at the matchers and at BTC/USD'
const NO_MATCHER = 'no matcher is registered: no round of the pool can be settled'
const LAST_MATCHER = "the last matcher's key expires soon: start or renew one"
const NO_STAKE = 'the treasury cannot pay the stake of the next request: send it ether'
const LITTLE_STAKE = 'the treasury has the stake of one request only: send it ether'
const FROZEN = 'the pool is frozen for good: no request can be sent, and the owner has to take out what is there'
const CAP =
  'gas prices: another request would cost more than COVER_MAX_ETHER_PER_MONTH leaves; none goes out until the month has room'
const NO_DEPOSIT =
  "no deposit went into the pool for two intervals: look at the treasury's balance, what waits in the pool's queue, and the agent's reverted transactions"

const isExpiredLast = (requests: readonly RequestRecord[]): boolean =>
  requests.find(({ endedAt }) => endedAt !== undefined)?.status === 'expired'

/** A round that nobody settled, or, half a window after it was due, nobody closed. */
const isRoundOverdue = (
  { closed, live, isPaused, roundsPerRequest, settlementWindow }: PoolSight['state'],
  now: number,
) => {
  if (closed) return now > closed.deadline
  if (!live || isPaused) return false
  const dueAt = live.openedAt + Math.floor((live.timeout * (live.settledRounds + 1)) / roundsPerRequest)
  return now > dueAt + settlementWindow / 2
}

/**
 * What is wrong with the pool at `now`, in Unix seconds; nothing while the treasury has no slot there. Only what everybody
 * can see: of requests their status, of money none that the pool holds.
 */
export const describePool = ({ seen, policy, waits }: PoolKeeper, now: number): Condition[] => {
  if (!seen?.sight.state.isKeyed) return []
  const { state, requests, cover, matchers } = seen.sight
  if (state.isFrozen) return [{ kind: 'poolFrozen', severity: 'critical', summary: FROZEN }]
  const conditions: Condition[] = []
  if (isExpiredLast(requests)) conditions.push({ kind: 'requestExpired', severity: 'critical', summary: EXPIRED })
  if (isRoundOverdue(state, now)) conditions.push({ kind: 'roundOverdue', severity: 'warning', summary: ROUND })
  if (matchers.active === 0) {
    conditions.push({ kind: 'matcherMissing', severity: 'critical', summary: NO_MATCHER })
  } else if (matchers.expiresAt - now < policy.matcherExpirySeconds) {
    conditions.push({ kind: 'matcherMissing', severity: 'warning', summary: LAST_MATCHER })
  }
  const stakes = state.ether + state.stakeCredit + (state.live?.isOwn ? state.live.stake : 0n)
  if (stakes < state.stake) {
    conditions.push({ kind: 'stakeLow', severity: 'critical', summary: NO_STAKE })
  } else if (stakes < 2n * state.stake) {
    conditions.push({ kind: 'stakeLow', severity: 'warning', summary: LITTLE_STAKE })
  }
  if (isCoverCapReached(cover)) conditions.push({ kind: 'coverCapReached', severity: 'warning', summary: CAP })
  const { schedule } = state
  const dueAt = nextRequestAt({ lastRequestAt: schedule.lastRequestAt, schedule })
  if (schedule.lastRequestAt !== 0 && waits !== undefined && now > dueAt + schedule.requestInterval) {
    const summary = `no request went out for two intervals: ${waits}`
    conditions.push({ kind: 'requestOverdue', severity: 'warning', summary })
  }
  if (schedule.lastPoolDepositAt !== 0 && now > nextDepositAt(schedule) + schedule.depositInterval) {
    conditions.push({ kind: 'depositOverdue', severity: 'warning', summary: NO_DEPOSIT })
  }
  return conditions
}
