import { afterEach, describe, expect, it } from 'vitest'
import {
  type OperationsServer,
  type OperationsServerParameters,
  startOperationsServer,
} from './startOperationsServer.ts'

describe('startOperationsServer', () => {
  const servers: OperationsServer[] = []
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close()
  })
  const start = async (change: Partial<OperationsServerParameters> = {}) => {
    const server = await startOperationsServer({
      port: 0,
      setting: 'SOME_PORT',
      metrics: { contentType: 'text/plain', render: async () => 'one 1\n' },
      isAlive: () => true,
      readiness: () => ({ ready: true, reasons: [] }),
      ...change,
    })
    servers.push(server)
    const ask = async (path: string, init?: RequestInit) => {
      const response = await fetch(`http://127.0.0.1:${server.port}${path}`, init)
      return { status: response.status, text: await response.text() }
    }
    return { ...server, ask }
  }

  it('shows metrics, life and readiness', async () => {
    const { ask } = await start()
    expect(await ask('/metrics')).toEqual({ status: 200, text: 'one 1\n' })
    expect(await ask('/healthz')).toEqual({ status: 200, text: '{"alive":true}' })
    expect(await ask('/readyz')).toEqual({ status: 200, text: '{"ready":true,"reasons":[]}' })
  })

  it('asks anew at each request', async () => {
    let isAlive = true
    const { ask } = await start({ isAlive: () => isAlive, readiness: () => ({ ready: isAlive, reasons: ['blind'] }) })
    expect((await ask('/healthz')).status).toBe(200)
    isAlive = false
    expect(await ask('/healthz')).toEqual({ status: 503, text: '{"alive":false}' })
    expect(await ask('/readyz')).toEqual({ status: 503, text: '{"ready":false,"reasons":["blind"]}' })
  })

  it('has nothing else, and takes nothing', async () => {
    const { ask } = await start()
    expect((await ask('/')).status).toBe(404)
    expect((await ask('/metrics', { method: 'POST', body: 'x' })).status).toBe(404)
  })

  it('says nothing of what went wrong inside', async () => {
    const render = async () => Promise.reject(new Error('https://rpc.test/PROVIDER-KEY'))
    const { ask } = await start({ metrics: { contentType: 'text/plain', render } })
    expect(await ask('/metrics')).toEqual({ status: 500, text: '{"error":"internal error"}' })
  })

  it('names the port that is taken, and the setting', async () => {
    const { port } = await start()
    await expect(start({ port })).rejects.toThrow(
      `port ${port} on 127.0.0.1 is in use; set SOME_PORT to another port, to 0 for any free one, or to off`,
    )
  })
})
