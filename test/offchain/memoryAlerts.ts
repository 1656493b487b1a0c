import type { Incident, Journal, Notification } from '../../offchain/store/journal.ts'

/** The part of a journal that alerts need, in memory, for tests that need no disk. */
export type MemoryAlerts = Pick<
  Journal,
  | 'openIncidents'
  | 'incidents'
  | 'openIncident'
  | 'closeIncident'
  | 'dueNotifications'
  | 'postponeNotification'
  | 'dropNotification'
> & { pending(): readonly Notification[] }

export const createMemoryAlerts = (): MemoryAlerts => {
  const incidents: Incident[] = []
  let pending: Notification[] = []
  const isSame = (a: Notification, b: Notification) =>
    a.incidentId === b.incidentId && a.phase === b.phase && a.channel === b.channel
  const queue = (incidentId: number, phase: Notification['phase'], at: number, channels: readonly string[]) =>
    pending.push(...channels.map((channel) => ({ incidentId, phase, channel, attempts: 0, nextAttemptAt: at })))
  const openIncidents = async () => incidents.filter(({ closedAt }) => closedAt === undefined)

  return {
    openIncidents,
    incidents: async () => [...incidents].reverse(),
    openIncident: async (opening, channels) => {
      if ((await openIncidents()).some(({ kind }) => kind === opening.kind)) return undefined
      const incident = { ...opening, id: incidents.length + 1, closedAt: undefined }
      incidents.push(incident)
      queue(incident.id, 'opened', incident.openedAt, channels)
      return incident
    },
    closeIncident: async (id, closedAt, channels) => {
      const index = incidents.findIndex((incident) => incident.id === id && incident.closedAt === undefined)
      const incident = incidents[index]
      if (!incident) return
      incidents[index] = { ...incident, closedAt }
      queue(id, 'closed', closedAt, channels)
    },
    dueNotifications: async (now) =>
      pending
        .filter(({ nextAttemptAt }) => nextAttemptAt <= now)
        .map((notification) => {
          const incident = incidents.find(({ id }) => id === notification.incidentId)
          if (!incident) throw new Error(`no incident ${notification.incidentId}`)
          return { ...notification, incident }
        }),
    postponeNotification: async (notification, nextAttemptAt) => {
      pending = pending.map((other) =>
        isSame(other, notification) ? { ...other, attempts: other.attempts + 1, nextAttemptAt } : other,
      )
    },
    dropNotification: async (notification) => {
      pending = pending.filter((other) => !isSame(other, notification))
    },
    pending: () => pending,
  }
}
