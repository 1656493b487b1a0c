import type { Incident, Journal, Notification, Severity } from './journal.ts'
import type { Query, SqlEngine } from './sqlEngine.ts'

type IncidentRow = {
  id: bigint
  kind: string
  severity: Severity
  summary: string
  opened_at: bigint
  closed_at: bigint | null
}

type NotificationRow = {
  incident_id: bigint
  phase: Notification['phase']
  channel: string
  attempts: bigint
  next_attempt_at: bigint
}

const toIncident = (row: IncidentRow): Incident => ({
  id: Number(row.id),
  kind: row.kind,
  severity: row.severity,
  summary: row.summary,
  openedAt: Number(row.opened_at),
  closedAt: row.closed_at === null ? undefined : Number(row.closed_at),
})

const toNotification = (row: NotificationRow & IncidentRow): Notification & { incident: Incident } => ({
  incidentId: Number(row.incident_id),
  phase: row.phase,
  channel: row.channel,
  attempts: Number(row.attempts),
  nextAttemptAt: Number(row.next_attempt_at),
  incident: toIncident(row),
})

type Queued = { incidentId: number; phase: Notification['phase']; channels: readonly string[]; dueAt: number }

const queueNotifications = async (query: Query, { incidentId, phase, channels, dueAt }: Queued): Promise<void> => {
  for (const channel of channels) {
    await query(
      `insert into notification (incident_id, phase, channel, attempts, next_attempt_at) values ($1, $2, $3, 0, $4)`,
      [incidentId, phase, channel, dueAt],
    )
  }
}

const keyOf = ({ incidentId, phase, channel }: Notification) => [incidentId, phase, channel]

/** The part of the journal that remembers what is wrong and who has yet to hear about it. */
export const keepIncidents = ({
  query,
  transaction,
}: SqlEngine): Pick<
  Journal,
  | 'openIncidents'
  | 'incidents'
  | 'openIncident'
  | 'closeIncident'
  | 'dueNotifications'
  | 'postponeNotification'
  | 'dropNotification'
> => ({
  async openIncidents() {
    return (await query<IncidentRow>('select * from incident where closed_at is null order by id')).map(toIncident)
  },

  async incidents({ limit = Number.MAX_SAFE_INTEGER } = {}) {
    return (await query<IncidentRow>('select * from incident order by id desc limit $1', [limit])).map(toIncident)
  },

  openIncident: ({ kind, severity, summary, openedAt }, channels) =>
    transaction(async (query) => {
      const [row] = await query<IncidentRow>(
        `insert into incident (kind, severity, summary, opened_at) values ($1, $2, $3, $4)
          on conflict (kind) where closed_at is null do nothing returning *`,
        [kind, severity, summary, openedAt],
      )
      if (!row) return undefined
      const incident = toIncident(row)
      await queueNotifications(query, { incidentId: incident.id, phase: 'opened', channels, dueAt: openedAt })
      return incident
    }),

  closeIncident: (id, closedAt, channels) =>
    transaction(async (query) => {
      const [row] = await query('update incident set closed_at = $2 where id = $1 and closed_at is null returning id', [
        id,
        closedAt,
      ])
      if (row) await queueNotifications(query, { incidentId: id, phase: 'closed', channels, dueAt: closedAt })
    }),

  async dueNotifications(now) {
    const rows = await query<NotificationRow & IncidentRow>(
      `select * from notification join incident on incident.id = notification.incident_id
        where next_attempt_at <= $1 order by sequence`,
      [now],
    )
    return rows.map(toNotification)
  },

  async postponeNotification(notification, nextAttemptAt) {
    await query(
      `update notification set attempts = attempts + 1, next_attempt_at = $4
        where incident_id = $1 and phase = $2 and channel = $3`,
      [...keyOf(notification), nextAttemptAt],
    )
  },

  async dropNotification(notification) {
    await query('delete from notification where incident_id = $1 and phase = $2 and channel = $3', keyOf(notification))
  },
})
