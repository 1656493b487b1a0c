import { isCanonical } from '../chain/isCanonical.ts'
import type { Action } from '../store/journal.ts'
import type { Agent } from './agent.ts'
import { settleIntent } from './settleIntent.ts'
import { updateAction } from './updateAction.ts'
import type { Sight } from './view.ts'

/** A mined action is confirmed when nothing can take it back; until then a reorganisation may. */
const followMined = async (context: Agent, { view, finalized }: Sight, action: Action): Promise<void> => {
  const { minedIn } = action
  if (minedIn && !(await isCanonical(context.client, minedIn))) {
    const reopened = { state: 'intended', minedIn: undefined, delivered: undefined } as const
    return updateAction(context, action, { ...reopened, reason: 'the chain was reorganised' })
  }
  if (minedIn && minedIn.blockNumber > finalized) return
  const { epoch, statementAt, lastHealAt, settlementLag, status } = view.state
  // What went past the treasury, the treasury does not know the time of.
  const healedAt = minedIn ? lastHealAt : action.updatedAt + settlementLag
  if (action.kind !== 'heal') return updateAction(context, action, { state: 'confirmed' })
  if (epoch <= action.id || statementAt <= healedAt) return
  await updateAction(context, action, { state: 'confirmed', reason: `a later report says ${status}` })
}

/** A heal that the journal has given up, but the chain has not: a deep reorganisation brought it back. */
const reopenHealed = async (context: Agent, { view }: Sight): Promise<void> => {
  const healed = await context.journal.action('heal', view.state.lastHealedEpoch)
  if (healed?.state === 'failed' && healed.memo === undefined)
    await updateAction(context, healed, { state: 'intended' })
}

/** The same for the last request. */
const reopenRequested = async ({ journal, ...context }: Agent, { view }: Sight): Promise<void> => {
  const [last] = await journal.poolEvents({ kind: 'sent', limit: 1 })
  if (last?.kind !== 'sent' || last.blockNumber > view.block.number) return
  const requested = await journal.action('request', last.epoch)
  if (requested?.state === 'failed') await updateAction({ journal, ...context }, requested, { state: 'intended' })
}

const follow = async (context: Agent, sight: Sight, action: Action): Promise<void> => {
  if (action.state === 'mined') await followMined(context, sight, action)
  else if (action.state === 'intended' || action.memo !== undefined) await settleIntent(context, sight, action)
}

/**
 * Brings every open record up to what the chain says. One that cannot be followed now must not keep the others, or the
 * next heal, from going on: what went wrong first is returned.
 */
export const followActions = async (context: Agent, sight: Sight): Promise<unknown> => {
  await reopenHealed(context, sight)
  await reopenRequested(context, sight)
  let trouble: unknown
  for (const action of await context.journal.openActions()) {
    try {
      await follow(context, sight, action)
    } catch (error) {
      trouble ??= error
    }
  }
  return trouble
}
