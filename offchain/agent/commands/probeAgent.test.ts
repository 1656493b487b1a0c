import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { probeAgent } from './probeAgent.ts'

const servers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of servers.splice(0)) await close()
})

/** Answers with `body`, or never when there is none. */
const serve = async (status: number, body: string | undefined): Promise<string> => {
  const server = createServer((_request, response) => {
    if (body === undefined) return
    response.writeHead(status).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  servers.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const probe = async (status: number, body: string | undefined, timeoutMs = 5_000) =>
  probeAgent({ operationsUrl: await serve(status, body), timeoutMs })

describe('probeAgent', () => {
  it('tells a ready agent from one that is not, with its reasons', async () => {
    expect(await probe(200, '{"ready":true,"reasons":[]}')).toEqual({ state: 'ready', reasons: [] })
    expect(await probe(503, '{"ready":false,"reasons":["standby"]}')).toEqual({
      state: 'notReady',
      reasons: ['standby'],
    })
  })

  it.each([
    ['another program', 404, '{"reasons":["x"]}'],
    ['something without JSON', 200, 'hello'],
    ['something else with JSON', 200, '{"hello":1}'],
  ])('does not take %s for an agent', async (_name, status, body) => {
    expect(await probe(status, body)).toEqual({ state: 'notAnswering', reasons: [] })
  })

  it('does not wait for ever', async () => {
    expect(await probe(200, undefined, 50)).toEqual({ state: 'notAnswering', reasons: [] })
  })

  it('asks nobody when the port is off', async () => {
    expect(await probeAgent({ operationsUrl: undefined, timeoutMs: 1 })).toEqual({ state: 'unknown', reasons: [] })
  })
})
