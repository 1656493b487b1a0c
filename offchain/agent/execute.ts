import { findRevert } from '../chain/describeError.ts'
import type { BlockHeader } from '../chain/readHead.ts'
import type { Action, ActionKind, SignedTransaction } from '../store/journal.ts'
import type { AgentContext } from './agentContext.ts'
import type { Proposal } from './mechanisms/mechanism.ts'
import { purposeOf } from './purposeOf.ts'
import { recentActions } from './recentActions.ts'
import { updateAction } from './updateAction.ts'

/** What came of executing a proposal. */
export type Execution = { action: 'sent' | 'simulated'; kind: ActionKind; id: number } | { action: 'refused' }

type Intent = { kind: ActionKind; id: number; mechanism: string; proposal: Proposal }

/** Whether the chain would accept the call at the head. */
const simulate = async ({ client, wallet, log }: AgentContext, intent: Intent, head: BlockHeader): Promise<boolean> => {
  if (intent.proposal.execute.via !== 'wallet') return true
  try {
    await client.call({
      account: wallet.address,
      ...intent.proposal.execute.call,
      blockHash: head.hash,
      requireCanonical: true,
    })
    return true
  } catch (error) {
    const revert = findRevert(error)
    if (!revert) throw error
    // The name only: its arguments may say how large the order is, and nothing was executed.
    log.warn({ kind: intent.kind, id: intent.id, err: revert.name }, 'the chain would refuse this call')
    return false
  }
}

/** What may still wait at the nonce that comes next. */
const signedBefore = async (context: AgentContext) =>
  (await recentActions(context)).flatMap(({ transactions }) => transactions)

const newAction = async (context: AgentContext, { kind, id, mechanism, proposal }: Intent): Promise<Action> => {
  const earlier = await context.journal.action(kind, id)
  return {
    kind,
    id,
    mechanism,
    state: 'intended',
    amount: proposal.amount,
    minOut: proposal.minOut,
    transactions: earlier?.transactions ?? [],
    minedIn: undefined,
    delivered: undefined,
    reason: undefined,
    memo: undefined,
    updatedAt: 0,
  }
}

/** The signed call; a chain that moved on since the simulation may refuse it now. */
const prepare = async (
  { wallet, log }: AgentContext,
  ...parameters: Parameters<AgentContext['wallet']['prepare']>
): Promise<SignedTransaction | undefined | 'refused'> => {
  try {
    return await wallet.prepare(...parameters)
  } catch (error) {
    const revert = findRevert(error)
    if (!revert) throw error
    log.warn({ err: revert.name }, 'the chain refuses the call that it would have accepted')
    return 'refused'
  }
}

/** Simulates, journals, and only then acts: whatever dies in between, the journal knows what may have been sent. */
export const execute = async (context: AgentContext, intent: Intent, head: BlockHeader): Promise<Execution> => {
  const { wallet, log, metrics } = context
  const { kind, id, proposal } = intent
  if (!(await simulate(context, intent, head))) return { action: 'refused' }
  const action = await newAction(context, intent)
  if (proposal.execute.via === 'mechanism' && wallet.kind !== 'dryRun') {
    const intended = { ...action, memo: proposal.execute.memo }
    await updateAction(context, intended, {})
    await updateAction(context, intended, await proposal.execute.run())
    return { action: 'sent', kind, id }
  }
  const options = { blockNumber: head.number, earlier: await signedBefore(context), purpose: purposeOf(kind) }
  const { execute: how } = proposal
  const signed = how.via === 'wallet' ? await prepare(context, how.call, options) : undefined
  if (signed === 'refused') return { action: 'refused' }
  if (!signed) {
    await updateAction(context, action, { state: 'simulated' })
    log.info({ kind, id }, 'dry run: it was simulated and would succeed; nothing was sent')
    return { action: 'simulated', kind, id }
  }
  await updateAction(context, action, { transactions: [...action.transactions, signed] })
  metrics.recordAttempt({ kind, replaces: false })
  await wallet.broadcast(signed.rawTransaction)
  log.info({ kind, id, txHash: signed.txHash }, 'sent')
  return { action: 'sent', kind, id }
}
