import type { AgentSettings } from '../../config.ts'
import type { Log } from '../../log.ts'
import type { Journal, JournalBinding } from '../../store/journal.ts'
import { conditionHysteresis } from '../alerts/conditionHysteresis.ts'
import { createChannels } from '../alerts/createChannels.ts'
import { createDeadManPing } from '../alerts/createDeadManPing.ts'
import { createIncidentTracker, type PassFindings } from '../alerts/createIncidentTracker.ts'
import { parseSecretUrl } from '../alerts/parseSecretUrl.ts'
import { DELIVERY_POLICY } from '../alerts/retryDelay.ts'
import { startDelivery } from '../alerts/startDelivery.ts'
import type { Metrics } from '../operations/createMetrics.ts'
import { unixNow } from '../unixNow.ts'
import { alertSettings } from './alertSettings.ts'

const PING_TIMEOUT_MS = 10_000

export type StartAlertsParameters = {
  settings: AgentSettings
  journal: Journal
  binding: JournalBinding
  metrics: Metrics
  log: Log
  signal: AbortSignal
}

export type Alerts = {
  trackIncidents: (findings: PassFindings) => Promise<void>
  pingDeadMan: () => void
  /** What is due gets a last attempt, within a bound. */
  stop: () => Promise<void>
}

/** Turns what is wrong into incidents, and tells the configured channels, for as long as this journal is open. */
export const startAlerts = ({ settings, journal, binding, metrics, log, signal }: StartAlertsParameters): Alerts => {
  const wanted = alertSettings(settings)
  const channels = createChannels(wanted, unixNow)
  const end = new AbortController()
  const stopping = AbortSignal.any([signal, end.signal])
  const onAttempt = (channel: string, outcome: string) =>
    metrics.recordNotification({ channel, delivered: outcome === 'delivered' })
  const delivery = startDelivery({
    journal,
    channels,
    binding,
    policy: DELIVERY_POLICY,
    log,
    now: unixNow,
    onAttempt,
    // Not before the last pass is over: what it finds is told too.
    signal: end.signal,
  })
  const track = createIncidentTracker({
    journal,
    channels: channels.map(({ name }) => name),
    hysteresisOf: conditionHysteresis,
    log,
    onQueued: delivery.wake,
  })
  const pingDeadMan = wanted.deadManUrl
    ? createDeadManPing({
        url: parseSecretUrl('deadManUrl', wanted.deadManUrl),
        intervalMs: wanted.deadManIntervalMs,
        timeoutMs: PING_TIMEOUT_MS,
        log,
        elapsedMs: () => performance.now(),
        signal: stopping,
      })
    : () => undefined
  return {
    async trackIncidents(findings) {
      await track(findings)
      metrics.recordOpenIncidents(await journal.openIncidents())
      metrics.recordPendingNotifications((await journal.dueNotifications(Number.MAX_SAFE_INTEGER)).length)
    },
    pingDeadMan,
    async stop() {
      end.abort()
      await delivery.done
    },
  }
}
