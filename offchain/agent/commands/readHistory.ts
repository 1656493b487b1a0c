import { foldRequests, type RequestRecord } from '../../protocol/foldRequests.ts'
import type { Incident, Journal } from '../../store/journal.ts'
import { type ReportedAction, reportAction } from './reportAction.ts'

/** What the agent did, what became of its requests, and what went wrong: newest first. */
export type AgentHistory = { actions: ReportedAction[]; requests: RequestRecord[]; incidents: Incident[] }

const readRequests = async (
  journal: Pick<Journal, 'poolEvents'>,
  { limit }: { limit: number },
): Promise<RequestRecord[]> => {
  const first = (await journal.poolEvents({ kind: 'sent', limit })).at(-1)
  return first ? foldRequests(await journal.poolEvents({ since: first.at })).slice(0, limit) : []
}

/** Reads at most `limit` actions, as many requests and as many incidents. */
export const readHistory = async (
  journal: Pick<Journal, 'actions' | 'poolEvents' | 'incidents'>,
  { limit }: { limit: number },
): Promise<AgentHistory> => {
  const [actions, requests, incidents] = await Promise.all([
    journal.actions({ limit }),
    readRequests(journal, { limit }),
    journal.incidents({ limit }),
  ])
  return { actions: actions.map(reportAction), requests, incidents }
}
