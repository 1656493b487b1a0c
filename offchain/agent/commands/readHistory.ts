import type { Incident, Journal } from '../../store/journal.ts'
import { type ReportedAction, reportAction } from './reportAction.ts'

/** What the agent did and what went wrong, newest first. */
export type AgentHistory = { actions: ReportedAction[]; incidents: Incident[] }

/** Reads at most `limit` actions and as many incidents. */
export const readHistory = async (
  journal: Pick<Journal, 'actions' | 'incidents'>,
  { limit }: { limit: number },
): Promise<AgentHistory> => {
  const [actions, incidents] = await Promise.all([journal.actions({ limit }), journal.incidents({ limit })])
  return { actions: actions.map(reportAction), incidents }
}
