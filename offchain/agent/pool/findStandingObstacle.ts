import type { RequestState } from '../../chain/treasury/readRequestState.ts'
import { findRequestObstacle, type RequestWait } from '../../protocol/requestDecision.ts'

const LATER = Number.MAX_SAFE_INTEGER

/** What would keep a request from going out even when it is due and a fresh report has come; undefined when nothing would. */
export const findStandingObstacle = (
  state: RequestState,
  { isTreasuryPaused }: { isTreasuryPaused: boolean },
): RequestWait | undefined => {
  const { schedule, ether, stakeCredit, live } = state
  const facts = {
    now: LATER,
    status: 'SOLVENT',
    epoch: LATER,
    statementAt: LATER,
    isTreasuryPaused,
    isAgent: true,
    settledAt: state.settledAt,
    lastRequestAt: schedule.lastRequestAt,
    schedule,
    pool: { ...state, isRequestLive: false },
    // What comes back from a request that is over by then can be put at stake again.
    treasuryEther: ether + stakeCredit + (live?.isOwn ? live.stake : 0n),
    isCoverCapReached: false,
    attempts: 0,
    reverts: 0,
  } as const
  return findRequestObstacle(facts, { maxAttempts: 1, retryBudget: 1 })
}
