import type { AddressInfo } from 'node:net'
import { fastify } from 'fastify'
import { KitError } from '../errors.ts'

/** What a client may take to send its request, or to leave a connection idle. */
const CONNECTION_TIMEOUT_MS = 5_000
/** What answers under way get when the server closes. */
const CLOSE_GRACE_MS = 250

export type OperationsServerParameters = {
  /** 0 is any free port. */
  port: number
  /** Where it listens; loopback, unless another machine is meant to scrape it. */
  host?: string
  /** Name of the setting that says the port, for people. */
  setting: string
  metrics: { contentType: string; render(): Promise<string> }
  /** Whether the program still does anything: if not, it should be restarted. */
  isAlive: () => boolean
  /** Whether it would do its work now; the reasons are words. */
  readiness: () => { ready: boolean; reasons: readonly string[] }
}

export type OperationsServer = { port: number; close(): Promise<void> }

const listenError = (
  cause: NodeJS.ErrnoException,
  { host, port, setting }: Pick<OperationsServerParameters, 'host' | 'port' | 'setting'>,
): KitError => {
  const why = cause.code === 'EADDRINUSE' ? 'is in use' : `cannot be listened on (${cause.code ?? cause.message})`
  return new KitError(
    `port ${port} on ${host} ${why}; set ${setting} to another port, to 0 for any free one, or to off`,
    {
      cause,
    },
  )
}

/** Serves `/metrics`, `/healthz` (the process lives) and `/readyz` (it would do its work), and nothing else. */
export const startOperationsServer = async ({
  port,
  host = '127.0.0.1',
  setting,
  metrics,
  isAlive,
  readiness,
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
    const alive = isAlive()
    return reply.code(alive ? 200 : 503).send({ alive })
  })
  server.get('/readyz', (_request, reply) => {
    const found = readiness()
    return reply.code(found.ready ? 200 : 503).send(found)
  })
  try {
    await server.listen({ port, host })
  } catch (error) {
    await server.close()
    throw listenError(error as NodeJS.ErrnoException, { host, port, setting })
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
