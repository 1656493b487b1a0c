import http from 'node:http'
import net from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type AgentHealth, createAgentHealth } from '../../offchain/agent/operations/agentHealth.ts'
import { createMetrics } from '../../offchain/agent/operations/createMetrics.ts'
import {
  type OperationsServer,
  type OperationsServerParameters,
  startOperationsServer,
} from '../../offchain/agent/operations/startOperationsServer.ts'
import { KitError } from '../../offchain/errors.ts'

const LIMITS = { maxHeadAgeMs: 60_000, maxPassAgeMs: 120_000, maxIterationMs: 30_000 }

type Answer = { status: number; type: string; body: string }

const ask = (port: number, path: string, options: http.RequestOptions & { body?: string } = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { body, ...rest } = options
    const request = http.request({ host: '127.0.0.1', port, path, ...rest }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'] ?? '',
          body: Buffer.concat(chunks).toString(),
        }),
      )
    })
    request.on('error', reject)
    request.end(body)
  })

const connect = (port: number): Promise<net.Socket> =>
  new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => resolve(socket))
    socket.on('error', reject)
  })

describe('operations server', () => {
  const servers: OperationsServer[] = []
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close()
  })

  const start = async (options: Partial<OperationsServerParameters> = {}) => {
    const clock = { nowMs: 500_000 }
    const health: AgentHealth = {
      ...createAgentHealth({
        signer: { kind: 'localKey', keyMissing: undefined },
        providers: { healthy: 1, required: 1 },
        nowMs: clock.nowMs,
      }),
      role: 'active',
      head: { number: 9n, timestamp: 1_763_700_000, changedAtMs: clock.nowMs },
      passedAtMs: clock.nowMs,
    }
    const metrics = createMetrics({ version: '0.0.0', signer: 'localKey', isReady: () => true })
    const server = await startOperationsServer({
      port: 0,
      health,
      metrics,
      limits: LIMITS,
      nowMs: () => clock.nowMs,
      ...options,
    })
    servers.push(server)
    return { ...server, health, clock }
  }

  it('serves metrics in the text format of Prometheus', async () => {
    const { port } = await start()
    const { status, type, body } = await ask(port, '/metrics')
    expect(status).toBe(200)
    expect(type).toMatch(/^text\/plain; version=0\.0\.4/)
    expect(body).toContain('reserve_agent_build_info')
  })

  it('is alive while the loop turns, ready or not', async () => {
    const { port, health, clock } = await start()
    health.role = 'starting'
    expect((await ask(port, '/healthz')).status).toBe(200)
    clock.nowMs += LIMITS.maxIterationMs + 1
    const dead = await ask(port, '/healthz')
    expect(dead.status).toBe(503)
    expect(JSON.parse(dead.body)).toMatchObject({ alive: false })
    health.iteratedAtMs = clock.nowMs
    expect((await ask(port, '/healthz')).status).toBe(200)
    // A standby waits for as long as the other replica lives.
    health.role = 'standby'
    clock.nowMs += LIMITS.maxIterationMs + 1
    expect((await ask(port, '/healthz')).status).toBe(200)
  })

  it('is ready while it would act, and says why when it would not', async () => {
    const { port, health, clock } = await start()
    expect(JSON.parse((await ask(port, '/readyz')).body)).toEqual({
      ready: true,
      reasons: [],
      role: 'active',
      lastPass: {},
    })
    health.journalError = 'the disk is full'
    clock.nowMs += LIMITS.maxHeadAgeMs + 1
    const blind = await ask(port, '/readyz')
    expect(blind.status).toBe(503)
    expect(JSON.parse(blind.body)).toMatchObject({ ready: false, reasons: ['noHeadProgress', 'journalFailing'] })
  })

  it('shows no amount and no endpoint of a failed pass', async () => {
    const { port, health } = await start()
    health.passError = 'SpendAboveActionLimit(4321987654321, 1) at https://rpc.test/KEY'
    health.outcome = 'waited'
    const { body } = await ask(port, '/readyz')
    expect(JSON.parse(body).lastPass).toEqual({ outcome: 'waited', error: 'other' })
  })

  it('knows no other path and no other method, and reads no body', async () => {
    const { port } = await start()
    for (const [path, method, body] of [
      ['/', 'GET', undefined],
      ['/metrics/', 'GET', undefined],
      ['/readyz', 'POST', '{"ready":'],
      ['/anything', 'PUT', 'x'.repeat(100_000)],
    ] as const) {
      const answer = await ask(port, path, {
        method,
        body,
        headers: body ? { 'content-type': 'application/json' } : {},
      })
      expect([path, answer.status]).toEqual([path, 404])
      expect(JSON.parse(answer.body).error).toBe('not found')
    }
    expect((await ask(port, '/healthz', { method: 'HEAD' })).status).toBe(200)
  })

  it('keeps to itself what goes wrong inside', async () => {
    const render = () => Promise.reject(new Error('inner detail'))
    const { port } = await start({ metrics: { contentType: 'text/plain', render } })
    const { status, body } = await ask(port, '/metrics')
    expect(status).toBe(500)
    expect(body).not.toContain('inner detail')
  })

  it('listens on loopback only', async () => {
    const { port } = await start()
    const outside = net.connect(port, '127.0.0.2')
    const failed = await new Promise((resolve) => {
      outside.on('error', (error: NodeJS.ErrnoException) => resolve(error.code))
      outside.on('connect', () => resolve('connected'))
    })
    outside.destroy()
    expect(failed).toBe('ECONNREFUSED')
  })

  it('names a port that is in use, and the setting', async () => {
    const { port } = await start()
    const error = await start({ port }).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(KitError)
    expect((error as KitError).message).toContain(`port ${port} on 127.0.0.1 is in use; set OPERATIONS_PORT`)
    expect((error as KitError).retryable).toBe(false)
  })

  it('closes within half a second although clients stay connected', async () => {
    const { port, close } = await start()
    const idle = await connect(port)
    const halfway = await connect(port)
    halfway.write('GET /metrics HTTP/1.1\r\nhost: ')
    const slow = await connect(port)
    slow.write('POST /metrics HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n')
    await ask(port, '/healthz')
    for (const socket of [idle, halfway, slow]) socket.on('error', () => undefined)
    const startedAt = performance.now()
    await close()
    expect(performance.now() - startedAt).toBeLessThan(500)
    await expect(ask(port, '/healthz')).rejects.toThrow('ECONNREFUSED')
    for (const socket of [idle, halfway, slow]) socket.destroy()
  })

  it('finishes an answer that is under way when it closes', async () => {
    let finish = () => {}
    let asked = () => {}
    const wasAsked = new Promise<void>((resolve) => {
      asked = resolve
    })
    const render = () =>
      new Promise<string>((resolve) => {
        finish = () => resolve('the whole answer')
        asked()
      })
    const { port, close } = await start({ metrics: { contentType: 'text/plain', render } })
    const answer = ask(port, '/metrics')
    await wasAsked
    const closed = close()
    finish()
    expect((await answer).body).toBe('the whole answer')
    await closed
  })
})
