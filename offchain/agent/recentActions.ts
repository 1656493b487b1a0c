import type { Action, Journal } from '../store/journal.ts'

/** How many actions back the past is looked at. */
const REMEMBERED = 1_000

/** The actions that what comes next depends on, newest first. */
export const recentActions = ({ journal }: { journal: Pick<Journal, 'actions'> }): Promise<Action[]> =>
  journal.actions({ limit: REMEMBERED })
