import { collateralCall } from '../../chain/collateral/collateralCalls.ts'
import { readCollateralState } from '../../chain/collateral/readCollateralState.ts'
import { describeError } from '../../chain/describeError.ts'
import type { BlockHeader } from '../../chain/readHead.ts'
import type { DatedDocument } from '../../enclave/collateral/datedDocument.ts'
import { planSubmission } from '../../enclave/collateral/planSubmission.ts'
import { listAuthorities, nameSubject, type StoredDocument, submissionId } from '../../protocol/collateralPolicy.ts'
import type { Action } from '../../store/journal.ts'
import type { AgentContext } from '../agentContext.ts'
import { type Execution, execute } from '../execute.ts'
import { UnaffordableError } from '../wallets/unaffordableError.ts'
import type { CollateralKeeper } from './collateralKeeper.ts'

/** After the stores refused a document, in simulation, before it is tried again: the source may serve it for days. */
const REFUSED_SECONDS = 3_600
/** How often one document may revert: each time costs gas, and what can revert twice can revert for ever. */
const MAX_REVERTS = 2

/** As the metrics show it: `tcbInfo 90c06f000000` is a kind and its scope. */
const measure = ({ subject, version }: StoredDocument) => {
  const [kind = '', scope = ''] = nameSubject(subject).split(' ')
  return { kind, scope, lapsesAt: version?.nextUpdate ?? 0 }
}

const look = async ({ client, metrics }: AgentContext, keeper: CollateralKeeper, head: BlockHeader) => {
  const { stores, fmspcs, watch, search } = keeper
  const named = watch.offered.flatMap(({ subject }) => (subject.kind === 'pckCrl' ? [subject.authority] : []))
  const authorities = listAuthorities({ named, known: search.found ?? [] })
  const stored = await readCollateralState(client, { stores, fmspcs, authorities, block: head })
  keeper.seen = { stored, at: head.timestamp }
  metrics.recordCollateral(stored.map(measure))
  return stored
}

/** Whether this document needs no further transaction of ours. */
const isDone = ({ wallet }: AgentContext, known: Action | undefined): boolean => {
  if (!known) return false
  if (known.transactions.filter(({ reverted }) => reverted).length >= MAX_REVERTS) return true
  // What was only simulated may still be done for real by an agent that has a key now.
  return known.state === 'simulated' ? wallet.kind === 'dryRun' : known.state !== 'failed'
}

type Sent = Exclude<Execution, { action: 'refused' }>

/** Where one document is taken care of. */
type Place = { context: AgentContext; keeper: CollateralKeeper; head: BlockHeader; stored: readonly StoredDocument[] }

/** Submits one document if it is due. */
const submit = async ({ context, keeper, head, stored }: Place, offered: DatedDocument): Promise<Sent | undefined> => {
  const { stores, policy, comparedCrls, refusedUntil } = keeper
  const { to, data } = collateralCall(stores, offered.document)
  const id = submissionId({ to, data })
  if ((refusedUntil.get(id) ?? 0) > head.timestamp) return undefined
  const { address: sender } = context.wallet
  const plan = { stores, stored, offered, policy, block: head, sender, comparedCrls }
  const submission = (await planSubmission(context.client, plan))?.submission
  const wait = () => void refusedUntil.set(id, head.timestamp + REFUSED_SECONDS)
  if (submission?.action === 'refuse' && submission.reason === 'unverified') wait()
  if (submission?.action !== 'submit' || isDone(context, await context.journal.action('collateral', id))) {
    return undefined
  }
  const proposal = { amount: 0n, minOut: 0n, execute: { via: 'wallet', call: { to, data } } } as const
  const intent = { kind: 'collateral', id, mechanism: nameSubject(offered.subject), proposal } as const
  const execution = await execute(context, intent, head)
  if (execution.action !== 'refused') return execution
  wait()
  return undefined
}

const isWaiting = async ({ journal }: AgentContext): Promise<boolean> =>
  (await journal.openActions()).some(({ state }) => state === 'intended')

/** Forgets what is not offered any more: what a source makes up must not pile up. */
const forget = ({ stores, comparedCrls, refusedUntil, watch }: CollateralKeeper): void => {
  const offered = new Set(watch.offered.map(({ document }) => submissionId(collateralCall(stores, document))))
  for (const id of [...comparedCrls, ...refusedUntil.keys()]) {
    if (offered.has(id)) continue
    comparedCrls.delete(id)
    refusedUntil.delete(id)
  }
}

const refresh = async (place: Place): Promise<Sent | undefined> => {
  const { context, keeper } = place
  // One at a time, and never in the way of what waits already.
  if (await isWaiting(context)) return undefined
  forget(keeper)
  let failure: { error: unknown } | undefined
  for (const offered of keeper.watch.offered) {
    try {
      const sent = await submit(place, offered)
      if (sent) return sent
    } catch (error) {
      failure ??= { error }
      // It was signed, and may have been sent: the next one would take its nonce.
      if (await isWaiting(context)) break
    }
  }
  if (failure) throw failure.error
  return undefined
}

/**
 * Submits the next document that is due, if the source offers one and nothing waits to be mined. Never waits for the
 * source, and whatever goes wrong here is for the next time: an agent that could heal is not failing. Only without its
 * journal the agent can do nothing.
 */
export const keepCollateral = async (context: AgentContext, head: BlockHeader): Promise<Sent | undefined> => {
  const { collateralKeeper: keeper, journal, log } = context
  if (!keeper) return undefined
  const { seen, lookEverySeconds } = keeper
  // Time on a chain may go back, with its blocks.
  if (seen && Math.abs(head.timestamp - seen.at) < lookEverySeconds) return undefined
  try {
    const execution = await refresh({ context, keeper, head, stored: await look(context, keeper, head) })
    keeper.problem = undefined
    return execution
  } catch (error) {
    await journal.probe()
    const reason = describeError(error)
    if (reason !== keeper.problem?.reason) log.warn({ err: reason }, 'the collateral is not refreshed now')
    keeper.problem = { kind: error instanceof UnaffordableError ? 'unaffordable' : 'other', reason }
    return undefined
  }
}
