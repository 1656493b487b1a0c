import { setTimeout as delay } from 'node:timers/promises'
import { describeBriefly, describeError } from '../chain/describeError.ts'
import { readBalance } from '../chain/readBalance.ts'
import { type BlockHeader, readHead } from '../chain/readHead.ts'
import { KitError } from '../errors.ts'
import type { Agent } from './agent.ts'
import { CHAIN_CONDITIONS, type Condition } from './alerts/condition.ts'
import type { PassFindings } from './alerts/createIncidentTracker.ts'
import { describeCollateral } from './collateral/describeCollateral.ts'
import { describeConditions } from './describeConditions.ts'
import type { AgentHealth } from './operations/agentHealth.ts'
import { describePool } from './pool/describePool.ts'
import { type Pass, reconcile } from './reconcile.ts'
import { unixNow } from './unixNow.ts'

export type RunAgentOptions = {
  /** How often the head is looked at, in milliseconds. */
  pollIntervalMs: number
  health: AgentHealth
  /** What is wrong with the connection as of now, whatever the pass says. */
  describeConnection: (head: BlockHeader | undefined) => Condition[]
  trackIncidents: (findings: PassFindings) => Promise<void>
  /** Called after every look at chain and journal that ended well. */
  onGoodPass: () => void
  /** Wei. */
  minGasBalance: bigint
  /** How long a transaction may wait before it is worth an alert. */
  stuckAfterSeconds: number
  signal: AbortSignal
}

const wordOf = ({ outcome }: Pass): string => (outcome.action === 'waited' ? outcome.reason : outcome.action)

/** One pass with everything around it that is shown: health, metrics, and what is wrong if that could be seen. */
const makePass = async (
  context: Agent,
  options: RunAgentOptions,
  head: BlockHeader,
): Promise<Condition[] | undefined> => {
  const { client, journal, log, metrics, wallet } = context
  const startedMs = performance.now()
  const pass = await reconcile(context, head)
  const word = wordOf(pass)
  metrics.recordPass({ outcome: word, durationMs: performance.now() - startedMs })
  if (pass.view) {
    const { block, state } = pass.view
    metrics.recordBlocks({ head: head.number, confirmed: block.number })
    metrics.recordAttestation({ status: state.status, asOf: Math.min(state.epoch, state.statementAt) })
  }
  const { health } = options
  if (health.outcome !== word && pass.outcome.action === 'waited') log.info({ reason: word }, 'waiting')
  health.outcome = word
  const { treasury, payment, paymentDecimals } = context
  const [gasBalance, balance] = await Promise.all([
    client.getBalance({ address: wallet.address, blockHash: head.hash, requireCanonical: true }),
    readBalance(client, { token: payment, holder: treasury, blockHash: head.hash }),
  ])
  metrics.recordBalances({ gas: gasBalance, payment: balance, paymentDecimals })
  const { minGasBalance, stuckAfterSeconds } = options
  // Too young to be believed: nothing was looked at, so nothing can be said to be over.
  if (!pass.view) return undefined
  const openActions = await journal.openActions()
  const keeper = context.collateralKeeper
  const ofCollateral = keeper ? describeCollateral(keeper, head.timestamp) : []
  const conditions = describeConditions({
    view: pass.view,
    outcome: pass.outcome,
    openActions,
    gasBalance,
    minGasBalance,
    now: unixNow(),
    stuckAfterSeconds,
  })
  return [...conditions, ...ofCollateral, ...describePool(context.poolKeeper, head.timestamp)]
}

/** Writes what is wrong to the journal; says why when the journal itself is. */
const remember = async (
  journal: Agent['journal'],
  { trackIncidents }: RunAgentOptions,
  findings: PassFindings,
): Promise<string | undefined> => {
  try {
    // A pass may have failed because the journal did.
    if (findings.unchecked.length > 0) await journal.probe()
    await trackIncidents(findings)
    return undefined
  } catch (error) {
    return describeError(error)
  }
}

/**
 * Runs until `signal` aborts; the pass under way is finished first. A pass that fails is logged and tried again, and
 * never ends the agent; a journal that is lost does, because an agent without memory must not act.
 */
export const runAgent = async (context: Agent, options: RunAgentOptions): Promise<void> => {
  const { client, journal, log } = context
  const { health, signal } = options
  let handled: string | undefined
  /** Said once, not at every poll. */
  let complaint: string | undefined
  let conditions: Condition[] | undefined
  while (!signal.aborted) {
    health.iteratedAtMs = performance.now()
    let head: BlockHeader | undefined
    let failure: Condition[] = []
    try {
      head = await readHead(client)
      if (head.hash !== handled) {
        conditions = await makePass(context, options, head)
        handled = head.hash
      }
      if (!health.head || head.number > health.head.number) {
        health.head = { number: head.number, timestamp: head.timestamp, changedAtMs: performance.now() }
      }
      health.passedAtMs = performance.now()
      health.passError = undefined
      complaint = undefined
    } catch (error) {
      health.passError = error instanceof Error ? error.name : 'unknown'
      const reason = describeBriefly(error)
      if (reason !== complaint) log.error({ err: reason }, 'pass failed, trying again')
      complaint = reason
      failure = [{ kind: 'passFailing', severity: 'critical', summary: 'the agent cannot complete a pass' }]
    }
    const seen = failure.length > 0 ? undefined : conditions
    const findings = {
      now: unixNow(),
      conditions: [...failure, ...(seen ?? []), ...options.describeConnection(head)],
      unchecked: seen ? [] : CHAIN_CONDITIONS,
    }
    health.journalError = await remember(journal, options, findings)
    if (failure.length === 0 && !health.journalError) options.onGoodPass()
    // Who loses the connection loses the lock with it: another replica may be acting already.
    if (health.journalError && journal.engine === 'postgres')
      throw new KitError(health.journalError, { retryable: true })
    await delay(options.pollIntervalMs, undefined, { signal }).catch(() => undefined)
  }
}
