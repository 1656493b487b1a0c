import { type AddressInfo, isIPv6, type Socket } from 'node:net'
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import type { Hex } from 'viem'
import { abortAfter } from '../../abortAfter.ts'
import { describeError } from '../../chain/describeError.ts'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { certifiedVaultKeySchema, NODE_PATHS, shareRequestSchema } from '../client/wire.ts'
import { createOperatorGate } from './createOperatorGate.ts'
import { createPlaces } from './createPlaces.ts'
import { createTokenBuckets } from './createTokenBuckets.ts'
import { describeRefusal } from './describeRefusal.ts'
import { networkOf } from './networkOf.ts'
import { OPERATOR_DOORS } from './operatorDoors.ts'
import { readJson } from './readJson.ts'
import { RefusedError } from './refusedError.ts'
import { SERVER_LIMITS, type ServerLimits } from './serverLimits.ts'
import { trackAnswers } from './trackAnswers.ts'
import type { VaultNode } from './vaultNode.ts'

export type VaultServerParameters = {
  node: VaultNode
  /** Compressed points: who may run ceremonies. */
  operators: readonly Hex[]
  /** Loopback, unless there is TLS. */
  host: string
  /** 0 is any free port. */
  port: number
  /** PEM. With `clientCa`, only clients that have a certificate of it are served. */
  tls?: { cert: string; key: string; clientCa?: string }
  /** Unix seconds. */
  clock?: () => number
  limits?: Partial<ServerLimits>
  log: Log
}

export type VaultServer = {
  url: string
  /** Answers under way are finished first. */
  close(): Promise<void>
}

/** A share request: 33 kB of ciphertext in hex, and what is around it. */
const LONGEST_SHARE_REQUEST = 40 * 1_024
/** A key of as many nodes as there can be. */
const LONGEST_KEY = 32 * 1_024
const MOST_HEADER_BYTES = 8 * 1_024
/** How often the server looks for clients that are too slow. */
const SLOWNESS_CHECK_MS = 500
const KEEP_ALIVE_MS = 30_000
/** Later than the slowest answer. */
const IDLE_MS = 60_000

const isLoopback = (host: string): boolean => /^(127(\.\d{1,3}){3}|::1|localhost)$/.test(host)

type Connections = Pick<VaultServerParameters, 'tls'> & { limits: ServerLimits }

const createServer = ({ tls, limits: { headersMs, requestMs } }: Connections): FastifyInstance => {
  const slowness = {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: SLOWNESS_CHECK_MS,
    maxHeaderSize: MOST_HEADER_BYTES,
  }
  const options = {
    forceCloseConnections: 'idle',
    connectionTimeout: IDLE_MS,
    requestTimeout: requestMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // What is not even a path is no path of ours either.
    frameworkErrors: (_error: unknown, _request: unknown, reply: FastifyReply) =>
      refuse(new RefusedError('notFound', 'there is nothing here'), reply),
  } as const
  if (!tls) return fastify({ ...options, http: slowness })
  const { cert, key, clientCa } = tls
  const clients = clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true }
  const https = { ...slowness, ...clients, cert, key, minVersion: 'TLSv1.3' as const, handshakeTimeout: headersMs }
  try {
    return fastify({ ...options, https }) as unknown as FastifyInstance
  } catch (error) {
    // Never its message: what cannot be read may be the key.
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw new KitError(`the node's certificate, key or client authority is not PEM that fits (${code})`)
  }
}

const refuse = (error: unknown, reply: FastifyReply) => {
  const { status, headers, body } = describeRefusal(error)
  return reply.code(status).headers(headers).send(body)
}

/** Else one address could have every connection that there is. */
const limitConnections = ({ server }: FastifyInstance, { connections, connectionsPerAddress }: ServerLimits): void => {
  server.maxConnections = connections
  const places = createPlaces(connectionsPerAddress)
  server.on('connection', (socket: Socket) => {
    const address = networkOf(socket.remoteAddress ?? '')
    if (places.take(address)) socket.once('close', () => places.leave(address))
    else socket.destroy()
  })
}

/** Ends when there is nobody left to answer, or no time. */
const signalOf = (reply: FastifyReply, answerMs: number): AbortSignal => {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  return abortAfter(answerMs, gone.signal)
}

const bodyOf = ({ body }: FastifyRequest): Uint8Array => (body as Buffer | undefined) ?? new Uint8Array(0)

/** Opens a node's doors (`NODE_PATHS`), and nothing else. */
export const serveVaultNode = async ({
  node,
  operators,
  host,
  port,
  tls,
  clock = () => Math.floor(Date.now() / 1_000),
  limits: changes,
  log,
}: VaultServerParameters): Promise<VaultServer> => {
  if (!tls && !isLoopback(host)) {
    throw new KitError(`${host} is not loopback: give the node a certificate, or let it listen on 127.0.0.1`)
  }
  const limits = { ...SERVER_LIMITS, ...changes }
  const gate = createOperatorGate({ node: node.identity, operators, clock })
  const addresses = createTokenBuckets(limits.addressRate)
  const answers = trackAnswers()
  const releases = createPlaces(limits.releasesPerAddress)
  let inFlight = 0

  const server = createServer({ tls, limits })
  limitConnections(server, limits)
  // Signatures are over bytes, so bodies are parsed after they were checked.
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  const operatorPaths = new Set(OPERATOR_DOORS.map(({ path }) => path))
  server.addHook('onRequest', async ({ ip, headers, routeOptions }, reply) => {
    answers.add(reply.raw)
    const retryAfterMs = addresses.take(networkOf(ip))
    if (retryAfterMs > 0) {
      throw new RefusedError('tooManyRequests', 'this address asks too often', { retryable: true, retryAfterMs })
    }
    if (operatorPaths.has(routeOptions.url ?? '')) gate.greet(headers)
  })
  server.setNotFoundHandler((_request, reply) => refuse(new RefusedError('notFound', 'there is nothing here'), reply))
  server.setErrorHandler((error: unknown, { routeOptions }, reply) => {
    const { isExpected, body } = describeRefusal(error)
    const path = routeOptions.url
    // Anybody can bring about the others, as often as they like.
    const level = operatorPaths.has(path ?? '') ? 'info' : 'debug'
    if (isExpected) log[level]({ path, code: body.code, reason: body.message }, 'refused')
    else log.error({ path, problem: describeError(error) }, 'could not answer')
    return refuse(error, reply)
  })

  server.get(NODE_PATHS.status, (_request, reply) => reply.send(node.status()))
  server.get(NODE_PATHS.key, (_request, reply) => {
    const key = node.key()
    if (!key) throw new RefusedError('noKey', 'this node serves no key yet')
    return reply.send(key)
  })
  server.post(NODE_PATHS.share, { bodyLimit: LONGEST_SHARE_REQUEST }, async (request, reply) => {
    if (inFlight >= limits.releasesInFlight) {
      throw new RefusedError('busy', `this node is deciding ${inFlight} requests already`, { retryable: true })
    }
    const address = networkOf(request.ip)
    if (!releases.take(address)) {
      const reason = `this address has ${limits.releasesPerAddress} requests under way already`
      throw new RefusedError('busy', reason, { retryable: true })
    }
    inFlight += 1
    try {
      const asked = readJson(shareRequestSchema, bodyOf(request))
      return reply.send(await node.share(asked, signalOf(reply, limits.answerMs)))
    } finally {
      inFlight -= 1
      releases.leave(address)
    }
  })
  // Not for operators only: whoever has a certified key may heal a node that was not told of it.
  server.post(NODE_PATHS.activate, { bodyLimit: LONGEST_KEY }, async (request, reply) => {
    await node.activate(readJson(certifiedVaultKeySchema, bodyOf(request)))
    return reply.send(null)
  })
  for (const { path, mostBytes, open } of OPERATOR_DOORS) {
    server.post(path, { bodyLimit: mostBytes }, async (request, reply) => {
      const body = bodyOf(request)
      gate.admit(request.headers, { path, body })
      return reply.send(await open(node, body))
    })
  }

  try {
    await server.listen({ port, host })
  } catch (cause) {
    await server.close()
    throw new KitError(`cannot listen on ${host}:${port}: ${(cause as Error).message}`, { cause })
  }
  const { port: taken } = server.server.address() as AddressInfo
  return {
    url: `${tls ? 'https' : 'http'}://${isIPv6(host) ? `[${host}]` : host}:${taken}`,
    async close() {
      const closed = server.close()
      await answers.finished()
      // Else it would wait for whoever keeps a connection without asking anything.
      server.server.closeAllConnections()
      await closed
    },
  }
}
