import type { Hysteresis } from '../../protocol/incidentPolicy.ts'
import type { ConditionKind } from './condition.ts'

/** States of a contract are what they are: no waiting to say so, some waiting to say that they are over. */
const STATE: Hysteresis = { raiseAfterSeconds: 0, clearAfterSeconds: 60 }
/** Networks and providers stumble all day; what lasts two minutes is worth waking somebody for. */
const TRANSIENT: Hysteresis = { raiseAfterSeconds: 120, clearAfterSeconds: 300 }

/** How long each condition must last before it is raised, and stay away before it is cleared. */
export const CONDITION_HYSTERESIS: Record<ConditionKind, Hysteresis> = {
  healInProgress: { raiseAfterSeconds: 0, clearAfterSeconds: 0 },
  reserveInsolvent: STATE,
  statusUnknown: STATE,
  priceUnavailable: TRANSIENT,
  orderUnreadable: STATE,
  // A newer report or the fallback may win the last few blocks: that passes.
  orderRefused: TRANSIENT,
  limitReached: STATE,
  insufficientFunds: STATE,
  retryBudgetExhausted: STATE,
  transactionStuck: STATE,
  lowGasBalance: STATE,
  notTheAgent: STATE,
  treasuryPaused: STATE,
  outcomeUnknown: STATE,
  collateralLapsing: STATE,
  collateralLapsed: STATE,
  collateralNotKept: TRANSIENT,
  requestExpired: STATE,
  requestOverdue: STATE,
  depositOverdue: STATE,
  // The next block may have it.
  roundOverdue: { raiseAfterSeconds: 15, clearAfterSeconds: 60 },
  matcherMissing: STATE,
  stakeLow: STATE,
  poolFrozen: STATE,
  coverCapReached: STATE,
  noHeadProgress: TRANSIENT,
  providersUnhealthy: TRANSIENT,
  clockSkewed: TRANSIENT,
  passFailing: TRANSIENT,
}

const isKnown = (kind: string): kind is ConditionKind => Object.hasOwn(CONDITION_HYSTERESIS, kind)

/** The thresholds of a kind; one of an older version, still open, clears as a state. */
export const conditionHysteresis = (kind: string): Hysteresis => (isKnown(kind) ? CONDITION_HYSTERESIS[kind] : STATE)
