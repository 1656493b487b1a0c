import type { Severity } from '../../store/journal.ts'

/** What can be wrong. Stable words: incidents, metrics and alert rules of others are keyed by them. */
export type ConditionKind =
  | 'healInProgress'
  | 'reserveInsolvent'
  | 'statusUnknown'
  | 'priceUnavailable'
  | 'orderUnreadable'
  | 'orderRefused'
  | 'limitReached'
  | 'insufficientFunds'
  | 'retryBudgetExhausted'
  | 'transactionStuck'
  | 'lowGasBalance'
  | 'notTheAgent'
  | 'treasuryPaused'
  | 'outcomeUnknown'
  | 'collateralLapsing'
  | 'collateralLapsed'
  | 'collateralNotKept'
  | 'requestExpired'
  | 'requestOverdue'
  | 'depositOverdue'
  | 'roundOverdue'
  | 'matcherMissing'
  | 'stakeLow'
  | 'poolFrozen'
  | 'coverCapReached'
  | 'noHeadProgress'
  | 'providersUnhealthy'
  | 'clockSkewed'
  | 'passFailing'

/** Something that is wrong as of one pass. No amount that is not public may appear in `summary`. */
export type Condition = { kind: ConditionKind; severity: Severity; summary: string }

/** Kinds that only a pass that read the chain can look for: after any other pass their absence says nothing. */
export const CHAIN_CONDITIONS: readonly ConditionKind[] = [
  'healInProgress',
  'reserveInsolvent',
  'statusUnknown',
  'priceUnavailable',
  'orderUnreadable',
  'orderRefused',
  'limitReached',
  'insufficientFunds',
  'retryBudgetExhausted',
  'transactionStuck',
  'lowGasBalance',
  'notTheAgent',
  'treasuryPaused',
  'outcomeUnknown',
  'collateralLapsing',
  'collateralLapsed',
  'collateralNotKept',
  'requestExpired',
  'requestOverdue',
  'depositOverdue',
  'roundOverdue',
  'matcherMissing',
  'stakeLow',
  'poolFrozen',
  'coverCapReached',
]
