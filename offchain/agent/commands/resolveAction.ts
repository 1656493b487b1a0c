import { KitError } from '../../errors.ts'
import type { Action, ActionKind, Journal } from '../../store/journal.ts'

export type ResolveActionParameters = {
  kind: ActionKind
  id: number
  outcome: 'done' | 'failed'
  /** Unix seconds. */
  now: number
}

/** Writes what an operator found out about an action of unknown outcome, so that the agent may go on. */
export const resolveAction = async (
  journal: Pick<Journal, 'action' | 'saveAction'>,
  { kind, id, outcome, now }: ResolveActionParameters,
): Promise<Action> => {
  const action = await journal.action(kind, id)
  if (!action) throw new KitError(`the journal has no ${kind} ${id}; see: agent history`)
  if (action.state !== 'unknown')
    throw new KitError(`${kind} ${id} is ${action.state}, not unknown: nothing to resolve`)
  const state = outcome === 'done' ? 'mined' : 'failed'
  const resolved: Action = { ...action, state, reason: `an operator says: ${outcome}`, updatedAt: now }
  await journal.saveAction(resolved)
  return resolved
}
