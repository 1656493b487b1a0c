import { webhookChannel } from '../../offchain/agent/alerts/channels/webhookChannel.ts'
import { createIncidentTracker } from '../../offchain/agent/alerts/createIncidentTracker.ts'
import { DELIVERY_POLICY } from '../../offchain/agent/alerts/retryDelay.ts'
import { startDelivery } from '../../offchain/agent/alerts/startDelivery.ts'
import { createLog } from '../../offchain/log.ts'
import { openSqliteJournal } from '../../offchain/store/sqliteJournal.ts'
import { BINDING } from './alertMessages.ts'

// A process of its own, to be killed: one pass that finds the treasury paused (or, with `clear`, all well) every
// quarter of a second, on a real journal, with a real webhook.
const [file = '', url = '', state = ''] = process.argv.slice(2)
const now = () => Math.floor(Date.now() / 1000)
const log = createLog({ name: 'alerts', level: 'debug' })
const journal = await openSqliteJournal(file, BINDING)
const stopping = new AbortController()
const delivery = startDelivery({
  journal,
  channels: [webhookChannel({ url: new URL(url), secret: 'T0PS3CRET-between-two', now })],
  binding: BINDING,
  policy: { ...DELIVERY_POLICY, firstDelaySeconds: 1, longestDelaySeconds: 2 },
  log,
  now,
  onAttempt: () => undefined,
  signal: stopping.signal,
})
const track = createIncidentTracker({
  journal,
  channels: ['webhook'],
  hysteresisOf: () => ({ raiseAfterSeconds: 0, clearAfterSeconds: 1 }),
  log,
  onQueued: delivery.wake,
})
const pass = async () => {
  const conditions =
    state === 'clear'
      ? []
      : [{ kind: 'treasuryPaused' as const, severity: 'critical' as const, summary: 'the treasury is paused' }]
  await track({ now: now(), conditions, unchecked: [] })
  log.debug('pass')
}
const passes = setInterval(() => void pass(), 250)
process.on('SIGTERM', async () => {
  clearInterval(passes)
  stopping.abort()
  await delivery.done
  await journal.close()
})
await pass()
