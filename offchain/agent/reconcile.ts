import { isAddressEqual } from 'viem'
import { readBlockAt } from '../chain/readBlockAt.ts'
import type { BlockHeader } from '../chain/readHead.ts'
import { findObstacle, type WaitReason } from '../protocol/healDecision.ts'
import type { Action } from '../store/journal.ts'
import type { Agent } from './agent.ts'
import { keepCollateral } from './collateral/keepCollateral.ts'
import { countAttempts, countReverts } from './countAttempts.ts'
import { type Execution, execute } from './execute.ts'
import { followActions } from './followActions.ts'
import { forgetRecentProgress, ingestReports } from './ingestReports.ts'
import type { Mechanism } from './mechanisms/mechanism.ts'
import { usePool } from './pool/usePool.ts'
import { recentActions } from './recentActions.ts'
import { replenish } from './replenish.ts'
import { unixNow } from './unixNow.ts'
import { readView, type View } from './view.ts'

/** Why one pass did nothing, beyond the reasons of policy and mechanisms. */
type Obstacle =
  | 'notConfirmed'
  | 'headStale'
  | 'actionOutstanding'
  | 'outcomeUnknown'
  | 'alreadySimulated'
  | 'reportMissing'
  | 'refused'

/** What one pass did. */
export type Outcome = { action: 'waited'; reason: WaitReason | Obstacle } | Exclude<Execution, { action: 'refused' }>

/** What one pass saw and did. `view` is undefined while nothing is deep enough to be believed. */
export type Pass = { view: View | undefined; outcome: Outcome }

const waited = (reason: WaitReason | Obstacle): Outcome => ({ action: 'waited', reason })

/** Where the chain has no such thing, nothing is ever final, and nothing is lost but the word. */
const readFinalized = async ({ client }: Agent, { number }: BlockHeader): Promise<bigint> => {
  const block = await readBlockAt(client, { head: number, depth: 'finalized' }).catch(() => undefined)
  return block?.number ?? 0n
}

/**
 * When a heal was made that went past the treasury and that no report has seen yet; Unix seconds, zero if there is none.
 */
const lastUnseenHeal = (actions: readonly Action[]): number =>
  Math.max(
    0,
    ...actions
      .filter(({ kind, state, minedIn }) => kind === 'heal' && state === 'mined' && !minedIn)
      .map(({ updatedAt }) => updatedAt),
  )

/** Why the journal forbids acting on this epoch; undefined when it does not. */
const findJournalObstacle = async (
  { journal, wallet }: Agent,
  known: Action | undefined,
): Promise<WaitReason | Obstacle | undefined> => {
  const open = await journal.openActions()
  // One at a time: what comes next may depend on how this one ends. What is no heal only waits for fees: it is outbid.
  if (open.some(({ state }) => state === 'unknown')) return 'outcomeUnknown'
  if (open.some(({ kind, state }) => kind === 'heal' && state === 'intended')) return 'actionOutstanding'
  if (known?.state === 'mined' || known?.state === 'confirmed') return 'alreadyHealed'
  // What was only simulated may still be done for real by an agent that has a key now.
  return known?.state === 'simulated' && wallet.kind === 'dryRun' ? 'alreadySimulated' : undefined
}

/** Offers the latest report, seen at the mechanism's depth, to one mechanism. */
const offerTo = async (context: Agent, mechanism: Mechanism, head: BlockHeader): Promise<Outcome> => {
  const { journal, wallet, healPolicy } = context
  const view = await readView(context, head, mechanism.depth)
  if (!view) return waited('notConfirmed')
  const { state, block } = view
  const known = await journal.action('heal', state.epoch)
  const recent = await recentActions(context)
  const facts = {
    ...state,
    lastHealAt: Math.max(state.lastHealAt, lastUnseenHeal(recent)),
    isAgent: isAddressEqual(state.agent, wallet.address),
    now: block.timestamp,
    attempts: countAttempts(known, recent),
    // What the pool or Intel's stores refuse says nothing about heals.
    reverts: countReverts(recent, {
      kinds: ['heal', 'replenish'],
      since: block.timestamp - healPolicy.retryWindowSeconds,
    }),
  }
  const obstacle = (await findJournalObstacle(context, known)) ?? findObstacle(facts, healPolicy)
  if (obstacle) return waited(obstacle)
  const report = await journal.report(state.epoch)
  // Another order under the same epoch is a log of another fork.
  if (report?.orderDigest !== state.orderDigest) return waited('reportMissing')
  const proposal = await mechanism.propose(context, { view, report, head })
  if (typeof proposal === 'string') return waited(proposal)
  const intent = { kind: 'heal', id: state.epoch, mechanism: mechanism.name, proposal } as const
  const execution = await execute(context, intent, head)
  return execution.action === 'refused' ? waited('refused') : execution
}

/** Asks the mechanisms in order; the first that accepts the order executes it. */
const heal = async (context: Agent, head: BlockHeader): Promise<Outcome> => {
  let outcome = waited('noOrder')
  for (const mechanism of context.mechanisms) {
    const answer = await offerTo(context, mechanism, head)
    if (answer.action !== 'waited') return answer
    // The first to have a reason keeps it; an order that was for another mechanism is none.
    if (outcome.action === 'waited' && outcome.reason === 'noOrder') outcome = answer
  }
  return outcome
}

const isStale = ({ maxHeadAgeSeconds }: Agent, { timestamp }: BlockHeader): boolean =>
  unixNow() - timestamp > maxHeadAgeSeconds

/** What one part of a pass did, or what went wrong there: it must not keep the other parts from being done. */
const attempt = async <T>(part: () => Promise<T>): Promise<{ done: T | undefined; trouble: unknown }> => {
  try {
    return { done: await part(), trouble: undefined }
  } catch (trouble) {
    return { done: undefined, trouble }
  }
}

/** Decides and acts; what it does not do it gives the reason of. A heal comes first, and nothing after it depends on it. */
const act = async (context: Agent, view: View, head: BlockHeader): Promise<{ outcome: Outcome; trouble: unknown }> => {
  // A provider that stands still shows a report as fresh that is long replaced.
  const outcome = isStale(context, head) ? waited('headStale') : await heal(context, head)
  const isIdle = outcome.action === 'waited' && outcome.reason !== 'headStale'
  const { done, trouble } = await attempt(() => usePool(context, { view, head, mayAct: isIdle }))
  if (!isIdle) return { outcome, trouble }
  if (outcome.reason === 'reportMissing') await forgetRecentProgress(context)
  const other = done ?? (await replenish(context, view, head)) ?? (await keepCollateral(context, head))
  return { outcome: other ?? outcome, trouble }
}

/**
 * One pass at `head`: learn what the chain recorded, settle what is open in the journal, decide, act. Running it twice
 * on the same chain acts once.
 */
export const reconcile = async (context: Agent, head: BlockHeader): Promise<Pass> => {
  await ingestReports(context, head)
  const [first] = context.mechanisms
  const view = first && (await readView(context, head, first.depth))
  if (!view) return { view: undefined, outcome: waited('notConfirmed') }
  const trouble = await followActions(context, { head, view, finalized: await readFinalized(context, head) })
  const { outcome, trouble: later } = await act(context, view, head)
  for (const one of [trouble, later]) if (one !== undefined) throw one
  return { view, outcome }
}
