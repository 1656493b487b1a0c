import { describe, expect, it } from 'vitest'
import type { AlertSettings } from '../../offchain/agent/alerts/alertSettings.ts'
import { checkChannels } from '../../offchain/agent/alerts/checkChannels.ts'
import { createChannels } from '../../offchain/agent/alerts/createChannels.ts'
import { createDeadManPing } from '../../offchain/agent/alerts/createDeadManPing.ts'
import { DELIVERY_POLICY } from '../../offchain/agent/alerts/retryDelay.ts'
import { startDelivery } from '../../offchain/agent/alerts/startDelivery.ts'
import { anIncident, BINDING } from './alertMessages.ts'
import { type Answer, startAlertServer } from './alertServer.ts'
import { createMemoryAlerts } from './memoryAlerts.ts'
import { recordLog } from './recordLog.ts'
import { startSmtpServer } from './smtpServer.ts'

const now = () => Math.floor(Date.now() / 1000)
const SECRETS = ['T0PS3CRET-path', 'T0PS3CRET-query', 'T0PS3CRET-between-two', 'T0PS3CRET-mail', 'night@issuer.example']

/** As it is, and as it would look in a URL, in HTTP Basic and in AUTH PLAIN. */
const spellings = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').slice(0, -4),
  Buffer.from(secret).toString('hex'),
]

/** Everything a receiver can do to make somebody log too much. */
const ANSWERS: Answer[] = [
  { status: 500, body: 'T0PS3CRET-path' },
  { status: 302, headers: { location: 'https://h.example/T0PS3CRET-path' } },
  { status: 401, headers: { 'www-authenticate': 'Basic realm="T0PS3CRET-query"' } },
  { status: 429, headers: { 'retry-after': 'T0PS3CRET-query' } },
  'hang',
]

describe('alerts', () => {
  it('show no secret in any log line or finding, whatever goes wrong', async () => {
    const server = await startAlertServer()
    const mailServer = await startSmtpServer({ login: { user: 'agent', password: 'another' } })
    const settings: AlertSettings = {
      slackWebhookUrl: server.url.href,
      discordWebhookUrl: server.url.href,
      webhookUrl: server.url.href,
      webhookSecret: 'T0PS3CRET-between-two',
      smtp: {
        host: '127.0.0.1',
        port: mailServer.port,
        user: 'agent',
        password: 'T0PS3CRET-mail',
        from: 'agent@issuer.example',
        to: 'night@issuer.example',
        secure: false,
      },
      deadManUrl: server.url.href,
      deadManIntervalMs: 0,
    }
    const channels = createChannels(settings, now)
    const names = channels.map(({ name }) => name)
    const { log, lines } = recordLog()
    const findings: string[] = []

    const journal = createMemoryAlerts()
    const stopping = new AbortController()
    const policy = { ...DELIVERY_POLICY, attemptMs: 300, firstDelaySeconds: 1, longestDelaySeconds: 1, flushMs: 300 }
    let attempts = 0
    const onAttempt = () => {
      attempts += 1
    }
    const signal = stopping.signal
    const delivery = startDelivery({ journal, channels, binding: BINDING, policy, log, now, onAttempt, signal })
    const elapsedMs = () => performance.now()
    const ping = createDeadManPing({ url: server.url, intervalMs: 0, timeoutMs: 300, log, elapsedMs, signal })

    for (const [index, answer] of [...ANSWERS, 'gone' as const].entries()) {
      if (answer === 'gone') await server.stop()
      else server.answerWith(answer)
      const before = attempts
      const pings = () => lines.filter((line) => line.includes('dead-man')).length
      const pingsBefore = pings()
      await journal.openIncident(anIncident({ kind: `kind${index}`, openedAt: now() }), names)
      delivery.wake()
      ping()
      for (const sendTest of [true, false]) {
        const checks = await checkChannels({ channels, sendTest, binding: BINDING, now: now(), timeoutMs: 300 })
        findings.push(...checks.map(({ problem }) => problem ?? ''))
      }
      await expect.poll(() => attempts - before, { timeout: 10_000 }).toBeGreaterThanOrEqual(names.length)
      await expect.poll(() => pings() - pingsBefore).toBe(1)
    }
    await mailServer.stop()
    stopping.abort()
    await delivery.done

    expect(lines.length).toBeGreaterThan(ANSWERS.length * 5)
    expect(findings.join(' ')).toContain('ECONNREFUSED')
    const everything = [...lines, ...findings].join('\n')
    for (const secret of SECRETS.flatMap(spellings)) expect(everything).not.toContain(secret)
    expect(everything).not.toContain('127.0.0.1')
  })
})
