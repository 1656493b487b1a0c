import { afterEach, describe, expect, it } from 'vitest'
import type { Channel } from '../../offchain/agent/alerts/channel.ts'
import { slackChannel } from '../../offchain/agent/alerts/channels/slackChannel.ts'
import { webhookChannel } from '../../offchain/agent/alerts/channels/webhookChannel.ts'
import type { AttemptOutcome } from '../../offchain/agent/alerts/deliverNotifications.ts'
import { DELIVERY_POLICY } from '../../offchain/agent/alerts/retryDelay.ts'
import { type StartDeliveryParameters, startDelivery } from '../../offchain/agent/alerts/startDelivery.ts'
import { anIncident, BINDING } from './alertMessages.ts'
import { type AlertServer, startAlertServer } from './alertServer.ts'
import { createMemoryAlerts } from './memoryAlerts.ts'
import { recordLog } from './recordLog.ts'

const SECRET = 'T0PS3CRET-between-two'
const POLICY = { ...DELIVERY_POLICY, attemptMs: 500, firstDelaySeconds: 1, longestDelaySeconds: 2, flushMs: 300 }
const nowInSeconds = () => Math.floor(Date.now() / 1000)

const servers: AlertServer[] = []
const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()))
  await Promise.all(servers.splice(0).map((server) => server.stop()))
})

const startServer = async () => {
  const server = await startAlertServer()
  servers.push(server)
  return server
}

const start = (channels: Channel[], changes: Partial<StartDeliveryParameters> = {}) => {
  const journal = createMemoryAlerts()
  const controller = new AbortController()
  const { log, lines } = recordLog()
  const attempts: [string, AttemptOutcome][] = []
  const delivery = startDelivery({
    journal,
    channels,
    binding: BINDING,
    policy: POLICY,
    log,
    now: nowInSeconds,
    onAttempt: (channel, outcome) => attempts.push([channel, outcome]),
    signal: controller.signal,
    ...changes,
  })
  const stop = async () => {
    controller.abort()
    await delivery.done
  }
  stops.push(stop)
  const names = channels.map(({ name }) => name)
  const open = async (kind: string) => {
    const incident = await journal.openIncident(anIncident({ kind, openedAt: nowInSeconds() }), names)
    delivery.wake()
    return incident?.id ?? 0
  }
  const close = async (id: number) => {
    await journal.closeIncident(id, nowInSeconds(), names)
    delivery.wake()
  }
  return { journal, delivery, attempts, lines, stop, open, close }
}

const slackTo = (server: AlertServer) => slackChannel(server.url)
const webhookTo = (server: AlertServer) => webhookChannel({ url: server.url, secret: SECRET, now: nowInSeconds })
const textsOf = (server: AlertServer) =>
  server.received.map(({ body }) => JSON.parse(body).text.split('\n')[0] as string)

describe('startDelivery', () => {
  it('delivers once what is queued, as soon as it is told', async () => {
    const server = await startServer()
    const { open, close, journal, attempts } = start([slackTo(server)])
    const id = await open('treasuryPaused')
    await expect.poll(() => server.received.length).toBe(1)
    await close(id)
    await expect.poll(() => server.received.length).toBe(2)
    await expect.poll(() => journal.pending()).toEqual([])
    expect(textsOf(server)).toEqual(['[critical] Incident #1: treasuryPaused', '[critical] Over #1: treasuryPaused'])
    expect(attempts).toEqual([
      ['slack', 'delivered'],
      ['slack', 'delivered'],
    ])
  })

  it('tries again after a failing answer, with the same idempotency key', async () => {
    const server = await startServer()
    server.answerWith({ status: 500 }, { status: 200 })
    const { open, journal, attempts, lines } = start([webhookTo(server)])
    await open('treasuryPaused')
    await expect.poll(() => journal.pending().length, { timeout: 8000 }).toBe(0)
    expect(new Set(server.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
    expect(attempts.map(([, outcome]) => outcome)).toEqual(['failed', 'delivered'])
    expect(lines.join('')).toContain('the webhook answered 500')
  })

  it('leaves a receiver alone for as long as it asks, even when more is queued', async () => {
    const server = await startServer()
    server.answerWith({ status: 429, headers: { 'retry-after': '2' } }, { status: 200 })
    const { open, journal } = start([slackTo(server)])
    await open('treasuryPaused')
    await expect.poll(() => journal.pending()[0]?.attempts).toBe(1)
    const silencedAt = Date.now()
    await open('statusUnknown')
    await expect.poll(() => server.received.length, { timeout: 8000 }).toBe(3)
    // Seconds are whole: up to one is lost to rounding.
    expect(Date.now() - silencedAt).toBeGreaterThanOrEqual(1000)
    await expect.poll(() => journal.pending()).toEqual([])
  })

  it('does not let a receiver that never answers delay another', async () => {
    const [hanging, healthy] = [await startServer(), await startServer()]
    hanging.answerWith('hang')
    const { open, journal, lines } = start([slackTo(hanging), webhookTo(healthy)], {
      policy: { ...POLICY, attemptMs: 5000 },
    })
    await open('treasuryPaused')
    await open('statusUnknown')
    await open('passFailing')
    await expect.poll(() => healthy.received.length).toBe(3)
    expect(hanging.received).toHaveLength(1)
    await expect.poll(() => journal.pending().map(({ channel }) => channel)).toEqual(['slack', 'slack', 'slack'])
    expect(lines.join('')).not.toContain('not delivered')
  })

  it('moves on to the next message when one is not answered in time', async () => {
    const server = await startServer()
    server.answerWith('hang', { status: 200 })
    const { open, journal } = start([slackTo(server)])
    await open('treasuryPaused')
    await open('statusUnknown')
    await expect.poll(() => textsOf(server)).toContain('[critical] Incident #2: statusUnknown')
    await expect.poll(() => journal.pending(), { timeout: 8000 }).toEqual([])
  })

  it('does not wait for a channel that ignores its signal', async () => {
    const deaf: Channel = { name: 'deaf', deliver: () => new Promise(() => undefined), probe: async () => undefined }
    const { open, attempts, stop } = start([deaf])
    await open('treasuryPaused')
    await expect.poll(() => attempts).toContainEqual(['deaf', 'failed'])
    await stop()
  })

  it('announces a beginning before its end', async () => {
    const server = await startServer()
    server.answerWith({ status: 500 }, { status: 200 })
    const { open, close, journal } = start([slackTo(server)])
    const id = await open('treasuryPaused')
    await expect.poll(() => journal.pending()[0]?.attempts).toBe(1)
    await close(id)
    await expect.poll(() => journal.pending(), { timeout: 8000 }).toEqual([])
    expect(textsOf(server).map((text) => text.split(' ')[1])).toEqual(['Incident', 'Incident', 'Over'])
  })

  it('gives up a message that is a day old, after one more attempt, and says so', async () => {
    const server = await startServer()
    server.answerWith({ status: 404 }, { status: 200 })
    const { journal, delivery, attempts, lines } = start([slackTo(server)])
    const incident = await journal.openIncident(anIncident({ openedAt: nowInSeconds() - 86_400 }), ['slack'])
    await journal.closeIncident(incident?.id ?? 0, nowInSeconds(), [])
    delivery.wake()
    await expect.poll(() => journal.pending()).toEqual([])
    expect(attempts).toEqual([['slack', 'abandoned']])
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ level: 'error', msg: 'alert given up', incident: 1, phase: 'opened' }),
    )
  })

  it('never gives up what is still wrong', async () => {
    const server = await startServer()
    server.answerWith({ status: 404 })
    const { journal, delivery, attempts } = start([slackTo(server)])
    await journal.openIncident(anIncident({ openedAt: nowInSeconds() - 10 * 86_400 }), ['slack'])
    delivery.wake()
    await expect.poll(() => attempts).toEqual([['slack', 'failed']])
    expect(await journal.pending()).toHaveLength(1)
  })

  it('drops what was meant for a channel that is no longer configured', async () => {
    const journal = createMemoryAlerts()
    await journal.openIncident(anIncident({ openedAt: nowInSeconds() }), ['discord'])
    const { lines } = start([], { journal })
    await expect.poll(() => journal.pending()).toEqual([])
    expect(lines.join('')).toContain('"channel":"discord"')
  })

  it('does not repeat an alert that the journal cannot forget', async () => {
    const server = await startServer()
    const memory = createMemoryAlerts()
    let isFull = true
    const journal = {
      ...memory,
      dropNotification: async (...parameters: Parameters<typeof memory.dropNotification>) => {
        if (isFull) throw new Error(`disk full at ${SECRET}`)
        await memory.dropNotification(...parameters)
      },
    }
    await memory.openIncident(anIncident({ openedAt: nowInSeconds() }), ['slack'])
    const { lines } = start([slackTo(server)], { journal })
    await expect.poll(() => lines.length, { timeout: 8000 }).toBeGreaterThan(2)
    expect(server.received).toHaveLength(1)
    isFull = false
    await expect.poll(() => memory.pending(), { timeout: 8000 }).toEqual([])
    expect(server.received).toHaveLength(1)
    expect(lines.join('')).not.toContain(SECRET)
  })
})

describe('startDelivery, when it ends', () => {
  it('delivers what is due before it is done', async () => {
    const server = await startServer()
    const { journal, stop } = start([slackTo(server)])
    await journal.openIncident(anIncident({ openedAt: nowInSeconds() }), ['slack'])
    // Nobody said that it was queued.
    await stop()
    expect(server.received).toHaveLength(1)
    expect(journal.pending()).toEqual([])
  })

  it('is done in time although no receiver answers, and leaves what is pending to the next start', async () => {
    const server = await startServer()
    server.answerWith('hang')
    const first = start([webhookTo(server)], { policy: { ...POLICY, attemptMs: 60_000 } })
    await first.open('treasuryPaused')
    await expect.poll(() => server.received.length).toBe(1)
    const before = Date.now()
    await first.stop()
    expect(Date.now() - before).toBeLessThan(1500)
    // The attempt under way was ended and counted, not left behind.
    expect(first.journal.pending()).toMatchObject([{ attempts: 1 }])

    server.answerWith({ status: 200 })
    start([webhookTo(server)], { journal: first.journal })
    await expect.poll(() => first.journal.pending(), { timeout: 8000 }).toEqual([])
    expect(new Set(server.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  })

  it('is done in time although the journal never answers', async () => {
    const journal = { ...createMemoryAlerts(), dueNotifications: () => new Promise<never>(() => undefined) }
    const { stop } = start([slackTo(await startServer())], { journal })
    const before = Date.now()
    await stop()
    expect(Date.now() - before).toBeLessThan(1500)
  })

  it('does not break the silence that a receiver asked for', async () => {
    const server = await startServer()
    server.answerWith({ status: 429, headers: { 'retry-after': '600' } })
    const { open, journal, stop } = start([slackTo(server)])
    await open('treasuryPaused')
    await expect.poll(() => journal.pending()[0]?.attempts).toBe(1)
    await open('statusUnknown')
    await stop()
    expect(server.received).toHaveLength(1)
  })
})
