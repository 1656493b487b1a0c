import type { AddressInfo } from 'node:net'
import { fastify } from 'fastify'
import { KitError } from '../../errors.ts'
import type { AgentHealth } from './agentHealth.ts'
import { assessReadiness, type ReadinessLimits } from './assessReadiness.ts'
import type { Metrics } from './createMetrics.ts'
import { limitToWord } from './limitToWord.ts'

/** What a client may take to send its request, or to leave a connection idle. */
const CONNECTION_TIMEOUT_MS = 5_000
/** What answers under way get when the server closes. */
const CLOSE_GRACE_MS = 250

export type OperationsServerParameters = {
  /** 0 is any free port. */
  port: number
  /** Where it listens; loopback, unless another machine is meant to scrape it. */
  host?: string
  health: AgentHealth
  metrics: Pick<Metrics, 'contentType' | 'render'>
  limits: ReadinessLimits & {
    /** How long one iteration of the agent's loop may take before the process counts as dead, in milliseconds. */
    maxIterationMs: number
  }
  /** The clock of `health`, in milliseconds. */
  nowMs?: () => number
}

export type OperationsServer = { port: number; close(): Promise<void> }

const shown = (value: string | undefined) => (value === undefined ? undefined : limitToWord(value))

const listenError = (cause: NodeJS.ErrnoException, host: string, port: number): KitError => {
  const why = cause.code === 'EADDRINUSE' ? 'is in use' : `cannot be listened on (${cause.code ?? cause.message})`
  return new KitError(
    `port ${port} on ${host} ${why}; set OPERATIONS_PORT to another port, to 0 for any free one, or to off`,
    { cause },
  )
}

/** Serves `/metrics`, `/healthz` (the loop turns) and `/readyz` (the agent would act), and nothing else. */
export const startOperationsServer = async ({
  port,
  host = '127.0.0.1',
  health,
  metrics,
  limits,
  nowMs = () => performance.now(),
}: OperationsServerParameters): Promise<OperationsServer> => {
  const server = fastify({
    forceCloseConnections: 'idle',
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: CONNECTION_TIMEOUT_MS,
    keepAliveTimeout: CONNECTION_TIMEOUT_MS,
  })
  const notFound = { error: 'not found', paths: ['/metrics', '/healthz', '/readyz'] }
  // Before any body is read: nothing here takes one.
  server.addHook('onRequest', async ({ method }, reply) => {
    if (method !== 'GET' && method !== 'HEAD') await reply.code(404).send(notFound)
  })
  server.setNotFoundHandler((_request, reply) => reply.code(404).send(notFound))
  server.setErrorHandler((_error, _request, reply) => reply.code(500).send({ error: 'internal error' }))
  server.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.render()))
  server.get('/healthz', (_request, reply) => {
    // Whoever waits for the lock turns no loop.
    const alive = health.role === 'standby' || nowMs() - health.iteratedAtMs <= limits.maxIterationMs
    return reply.code(alive ? 200 : 503).send({ alive, role: health.role })
  })
  server.get('/readyz', (_request, reply) => {
    const readiness = assessReadiness(health, nowMs(), limits)
    const lastPass = { outcome: shown(health.outcome), error: shown(health.passError) }
    return reply.code(readiness.ready ? 200 : 503).send({ ...readiness, role: health.role, lastPass })
  })
  try {
    await server.listen({ port, host })
  } catch (error) {
    await server.close()
    throw listenError(error as NodeJS.ErrnoException, host, port)
  }
  return {
    port: (server.server.address() as AddressInfo).port,
    async close() {
      const force = setTimeout(() => server.server.closeAllConnections(), CLOSE_GRACE_MS)
      await server.close()
      clearTimeout(force)
    },
  }
}
