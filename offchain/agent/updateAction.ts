import type { Action } from '../store/journal.ts'
import type { AgentContext } from './agentContext.ts'
import { unixNow } from './unixNow.ts'

/** Writes a change of an action to the journal, and says so. */
export const updateAction = async (
  { journal, log, metrics }: Pick<AgentContext, 'journal' | 'log' | 'metrics'>,
  action: Action,
  change: Partial<Action>,
): Promise<void> => {
  const updated = { ...action, ...change, updatedAt: unixNow() }
  await journal.saveAction(updated)
  const { kind, id, mechanism, state, reason, transactions, minedIn } = updated
  const fields = { kind, id, mechanism, state, reason, txHash: minedIn?.txHash ?? transactions.at(-1)?.txHash }
  if (state === 'failed' || state === 'unknown') log.warn(fields, 'action updated')
  else log.info(fields, 'action updated')
  if (state !== action.state) metrics.recordAction({ kind, state })
}
