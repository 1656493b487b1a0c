import type { Journal } from '../../store/journal.ts'
import type { AgentHealth } from './agentHealth.ts'
import type { Metrics } from './createMetrics.ts'

export type MeterJournalParameters = {
  health: Pick<AgentHealth, 'journalError'>
  metrics: Pick<Metrics, 'recordJournalWrite'>
  /** Milliseconds of a clock that never goes back. */
  nowMs?: () => number
}

/** The same journal; each of its writes is timed, and the last one that failed keeps the agent from being ready. */
export const meterJournal = (
  journal: Journal,
  { health, metrics, nowMs = () => performance.now() }: MeterJournalParameters,
): Journal => {
  const meter =
    <Arguments extends unknown[], Result>(write: (...parameters: Arguments) => Promise<Result>) =>
    async (...parameters: Arguments): Promise<Result> => {
      const startedMs = nowMs()
      try {
        const result = await write(...parameters)
        health.journalError = undefined
        metrics.recordJournalWrite({ durationMs: nowMs() - startedMs, failed: false })
        return result
      } catch (error) {
        health.journalError = error instanceof Error ? error.message : String(error)
        metrics.recordJournalWrite({ durationMs: nowMs() - startedMs, failed: true })
        throw error
      }
    }
  return {
    ...journal,
    saveProgress: meter(journal.saveProgress),
    rewind: meter(journal.rewind),
    saveAction: meter(journal.saveAction),
    openIncident: meter(journal.openIncident),
    closeIncident: meter(journal.closeIncident),
    postponeNotification: meter(journal.postponeNotification),
    dropNotification: meter(journal.dropNotification),
    probe: meter(journal.probe),
  }
}
