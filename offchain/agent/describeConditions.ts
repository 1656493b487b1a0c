import type { ReserveState } from '../chain/readReserveState.ts'
import type { Action } from '../store/journal.ts'
import type { Condition } from './alerts/condition.ts'
import type { Pass } from './reconcile.ts'
import type { View } from './view.ts'

type Reason = Extract<Pass['outcome'], { action: 'waited' }>['reason']

const NO_FUNDS = 'the treasury holds less than the order spends'
const LIMIT = 'the order is above a limit; the next report orders what the limits leave room for'
const UNREADABLE = 'the latest order cannot be opened and matched with its attested digest'
const PRICE = 'the price is unavailable or below the floor: a stale feed, a depeg, or a moved pool'
const EXHAUSTED = 'too many failed attempts; nothing is sent until the window has passed or a new report comes'

/** What a reason to wait is worth telling; most are everyday. */
const CONDITION_OF: Partial<Record<Reason, Condition>> = {
  headStale: { kind: 'noHeadProgress', severity: 'critical', summary: 'the newest block is old; nothing is acted on' },
  treasuryPaused: { kind: 'treasuryPaused', severity: 'warning', summary: 'the treasury is paused' },
  notTheAgent: { kind: 'notTheAgent', severity: 'critical', summary: 'the treasury has another agent than this key' },
  orderUnreadable: { kind: 'orderUnreadable', severity: 'critical', summary: UNREADABLE },
  orderNotAttested: { kind: 'orderUnreadable', severity: 'critical', summary: UNREADABLE },
  reportMissing: {
    kind: 'providersUnhealthy',
    severity: 'critical',
    summary: 'no provider shows the log of the latest report',
  },
  refused: { kind: 'orderRefused', severity: 'warning', summary: 'the treasury would refuse the order at the head' },
  aboveActionLimit: { kind: 'limitReached', severity: 'warning', summary: LIMIT },
  aboveWindow: { kind: 'limitReached', severity: 'warning', summary: LIMIT },
  awalLimit: { kind: 'limitReached', severity: 'warning', summary: LIMIT },
  insufficientFunds: { kind: 'insufficientFunds', severity: 'critical', summary: NO_FUNDS },
  priceUnavailable: { kind: 'priceUnavailable', severity: 'critical', summary: PRICE },
  priceBelowFloor: { kind: 'priceUnavailable', severity: 'critical', summary: PRICE },
  attemptsExhausted: { kind: 'retryBudgetExhausted', severity: 'critical', summary: EXHAUSTED },
  retryBudgetExhausted: { kind: 'retryBudgetExhausted', severity: 'critical', summary: EXHAUSTED },
}

const ofState = ({ status, unknownReason }: ReserveState): Condition[] => {
  if (status === 'SOLVENT') return []
  if (status === 'INSOLVENT') {
    return [{ kind: 'reserveInsolvent', severity: 'critical', summary: 'the reserve is attested insolvent' }]
  }
  return [{ kind: 'statusUnknown', severity: 'critical', summary: `the status is unknown: ${unknownReason}` }]
}

const ofActions = (open: readonly Action[], now: number, stuckAfterSeconds: number): Condition[] => {
  const conditions: Condition[] = []
  if (open.some(({ kind }) => kind === 'heal')) {
    conditions.push({ kind: 'healInProgress', severity: 'info', summary: 'a heal was sent and is not confirmed yet' })
  }
  if (open.some(({ state }) => state === 'unknown')) {
    const summary = 'nobody knows what became of an action; look, then say so with: agent resolve'
    conditions.push({ kind: 'outcomeUnknown', severity: 'critical', summary })
  }
  const isStuck = ({ state, transactions }: Action) => {
    const nonce = transactions.at(-1)?.nonce
    const first = transactions.find((transaction) => transaction.nonce === nonce)
    return state === 'intended' && first !== undefined && now - first.signedAt > stuckAfterSeconds
  }
  if (open.some(isStuck)) {
    const summary = 'a transaction waits to be mined; its fees may be above the cap that the agent may pay'
    conditions.push({ kind: 'transactionStuck', severity: 'warning', summary })
  }
  return conditions
}

export type DescribeConditionsParameters = {
  view: View
  outcome: Pass['outcome']
  openActions: readonly Action[]
  /** Wei. */
  gasBalance: bigint
  minGasBalance: bigint
  /** Unix seconds. */
  now: number
  stuckAfterSeconds: number
}

/** What is wrong as of one pass. Only what is public or the operator's own business: no order, no deficit. */
export const describeConditions = ({
  view,
  outcome,
  openActions,
  gasBalance,
  minGasBalance,
  now,
  stuckAfterSeconds,
}: DescribeConditionsParameters): Condition[] => {
  const conditions = [...ofState(view.state), ...ofActions(openActions, now, stuckAfterSeconds)]
  const ofReason = outcome.action === 'waited' ? CONDITION_OF[outcome.reason] : undefined
  if (ofReason) conditions.push(ofReason)
  if (gasBalance < minGasBalance) {
    conditions.push({ kind: 'lowGasBalance', severity: 'warning', summary: "the agent's account runs out of ether" })
  }
  return conditions
}
