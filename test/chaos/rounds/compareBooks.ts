import type { JournalBooks } from '../agent/readBooks.ts'
import type { ChainHeal } from '../world/readHeals.ts'

export type Books = {
  heals: readonly ChainHeal[]
  /** Every canonical transaction of the agent's key. */
  sent: readonly string[]
  journals: readonly JournalBooks[]
}

const DONE = new Set(['mined', 'confirmed'])

const compareAction = (action: JournalBooks['actions'][number], heal: ChainHeal | undefined): string[] => {
  const { id, state, amount, delivered, minedIn } = action
  if (DONE.has(state) !== (heal !== undefined)) {
    return [`epoch ${id}: the journal says ${state}, the chain ${heal ? 'healed' : 'not healed'}`]
  }
  if (!heal) return []
  const problems: string[] = []
  if (amount !== heal.spent) problems.push(`epoch ${id}: ${amount} journalled, ${heal.spent} spent`)
  if (delivered !== heal.delivered) problems.push(`epoch ${id}: ${delivered} journalled, ${heal.delivered} delivered`)
  if (minedIn?.txHash !== heal.txHash || minedIn?.blockHash !== heal.blockHash) {
    problems.push(`epoch ${id}: mined in ${heal.txHash} of ${heal.blockHash}, and the journal says another place`)
  }
  return problems
}

/** Where journals and chain disagree, in words. Replicas share the key, so what one sent another may not know. */
export const compareBooks = ({ heals, sent, journals }: Books): string[] => {
  const problems: string[] = []
  const actions = journals.flatMap((journal) => journal.actions.filter(({ kind }) => kind === 'heal'))
  const known = new Set(actions.flatMap(({ transactions }) => transactions.map(({ txHash }) => txHash)))
  for (const hash of sent) if (!known.has(hash)) problems.push(`transaction ${hash} is in no journal`)
  for (const action of actions) {
    const { id, state } = action
    if (state === 'intended' || state === 'unknown') problems.push(`epoch ${id} is still ${state} in the journal`)
    else if (journals.length === 1 || DONE.has(state)) {
      problems.push(
        ...compareAction(
          action,
          heals.find(({ epoch }) => epoch === id),
        ),
      )
    }
  }
  for (const { epoch } of heals) {
    if (actions.some(({ id, state }) => id === epoch && DONE.has(state))) continue
    problems.push(`epoch ${epoch} is healed on chain and in no journal`)
  }
  return problems
}
