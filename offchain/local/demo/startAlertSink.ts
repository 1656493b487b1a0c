import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { fastify } from 'fastify'
import { abortAfter } from '../../abortAfter.ts'
import { KitError } from '../../errors.ts'

/** An alert as the operator got it. */
export type Alert = { kind: string; phase: string; severity: string; summary: string }

export type AlertSink = {
  /** Settings of the agent that is to tell it. */
  environment: Record<string, string>
  /** Waits for an alert of this kind; one that came already counts. */
  untilOpened: (kind: string, parameters: { withinMs: number; signal: AbortSignal }) => Promise<Alert>
  stop: () => Promise<void>
}

const BODY_LIMIT_BYTES = 16_384

const isSigned = (secret: string, body: string, timestamp: string, signature: string): boolean => {
  const wanted = Buffer.from(`v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`)
  const given = Buffer.from(signature)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

/** The operator's webhook, on loopback: takes what is signed with the shared secret, and nothing else. */
export const startAlertSink = async (): Promise<AlertSink> => {
  const secret = randomBytes(24).toString('hex')
  const alerts: Alert[] = []
  const listeners = new Set<() => void>()
  const app = fastify({ bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true })
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.post('/alerts', async (request, reply) => {
    const body = String(request.body)
    const { 'x-alert-timestamp': timestamp = '', 'x-alert-signature': signature = '' } = request.headers
    if (!isSigned(secret, body, String(timestamp), String(signature))) return reply.code(401).send()
    alerts.push(JSON.parse(body) as Alert)
    for (const listener of listeners) listener()
    return reply.code(204).send()
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo

  return {
    environment: { ALERT_WEBHOOK_URL: `http://127.0.0.1:${port}/alerts`, ALERT_WEBHOOK_SECRET: secret },
    untilOpened: (kind, { withinMs, signal: outer }) =>
      new Promise((resolve, reject) => {
        const signal = abortAfter(withinMs, outer)
        const finish = (end: () => void): void => {
          listeners.delete(look)
          signal.removeEventListener('abort', giveUp)
          end()
        }
        const look = (): void => {
          const alert = alerts.find((one) => one.kind === kind && one.phase === 'opened')
          if (alert) finish(() => resolve(alert))
        }
        const giveUp = (): void => {
          const told = alerts.map((alert) => `${alert.kind} ${alert.phase}`).join(', ') || 'nothing'
          finish(() => reject(new KitError(`the operator was not told of ${kind}; it was told of ${told}`)))
        }
        listeners.add(look)
        signal.addEventListener('abort', giveUp, { once: true })
        look()
      }),
    stop: () => app.close(),
  }
}
