import type { Log } from '../../log.ts'
import { decideIncidents, type Hysteresis, type Sighting } from '../../protocol/incidentPolicy.ts'
import type { Journal } from '../../store/journal.ts'
import type { Condition, ConditionKind } from './condition.ts'

export type IncidentTrackerParameters = {
  journal: Pick<Journal, 'openIncidents' | 'openIncident' | 'closeIncident'>
  /** Names of the channels that every incident is announced on. */
  channels: readonly string[]
  hysteresisOf: (kind: string) => Hysteresis
  log: Log
  /** Called after notifications were queued. */
  onQueued: () => void
}

/** What one pass found. */
export type PassFindings = {
  /** Unix seconds. */
  now: number
  conditions: readonly Condition[]
  /** What it could not look for, usually {@link CHAIN_CONDITIONS} after a pass that failed. */
  unchecked: readonly ConditionKind[]
}

/**
 * Returns what keeps incidents in step with the conditions of each pass; it rejects when the journal does, and the next
 * pass decides the same again.
 */
export const createIncidentTracker = ({
  journal,
  channels,
  hysteresisOf,
  log,
  onQueued,
}: IncidentTrackerParameters) => {
  let sightings: ReadonlyMap<string, Sighting> = new Map()

  return async (findings: PassFindings): Promise<void> => {
    const open = await journal.openIncidents()
    const decision = decideIncidents({ ...findings, open, sightings, hysteresisOf })
    sightings = decision.sightings
    for (const { id, kind, closedAt } of decision.close) {
      await journal.closeIncident(id, closedAt, channels)
      log.info({ incident: id, kind }, 'incident closed')
      onQueued()
    }
    for (const condition of decision.open) {
      const incident = await journal.openIncident(condition, channels)
      if (!incident) continue
      const { id, kind, severity, summary } = incident
      log[severity === 'critical' ? 'error' : 'warn']({ incident: id, kind, severity, summary }, 'incident opened')
      onQueued()
    }
  }
}
