import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AlertServer, startAlertServer } from '../../../test/offchain/alertServer.ts'
import { recordLog } from '../../../test/offchain/recordLog.ts'
import { createDeadManPing } from './createDeadManPing.ts'

let server: AlertServer
const controller = new AbortController()
beforeEach(async () => {
  server = await startAlertServer()
})
afterEach(async () => {
  await server.stop()
})

const start = (changes: { timeoutMs?: number; signal?: AbortSignal } = {}) => {
  const { log, lines } = recordLog()
  let elapsed = 0
  const ping = createDeadManPing({
    url: server.url,
    intervalMs: 1000,
    timeoutMs: 5000,
    log,
    elapsedMs: () => elapsed,
    signal: controller.signal,
    ...changes,
  })
  const pingAt = (time: number) => {
    elapsed = time
    ping()
  }
  return { pingAt, lines }
}
const pings = () => server.received.filter(({ method }) => method === 'GET').length
const arrived = (count: number) => expect.poll(() => server.received.length).toBe(count)

describe('createDeadManPing', () => {
  it('pings at once and then at most once per interval', async () => {
    const { pingAt } = start()
    pingAt(0)
    await arrived(1)
    for (const time of [1, 500, 998, 999]) {
      pingAt(time)
      // A ping would have been sent before this.
      await fetch(server.url, { method: 'POST' })
    }
    expect(pings()).toBe(1)
    pingAt(1000)
    await expect.poll(pings).toBe(2)
  })

  it('logs a failure without the URL and tries again after the interval', async () => {
    const { pingAt, lines } = start()
    server.answerWith({ status: 404 }, { status: 200 })
    pingAt(0)
    await expect.poll(() => lines.length).toBe(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', err: 'the dead-man URL answered 404' })
    expect(lines[0]).not.toMatch(/T0PS3CRET|127\.0\.0\.1/)
    pingAt(1000)
    await arrived(2)
  })

  it('has one ping under way, and gives it up in time', async () => {
    const { pingAt, lines } = start({ timeoutMs: 200 })
    server.answerWith('hang')
    pingAt(0)
    await arrived(1)
    pingAt(2000)
    await expect.poll(() => lines.join('')).toContain('did not answer in time')
    expect(server.received).toHaveLength(1)
    pingAt(3000)
    await arrived(2)
  })

  it('is silent once the agent stops', async () => {
    const stopping = new AbortController()
    const { pingAt, lines } = start({ signal: stopping.signal })
    server.answerWith('hang')
    pingAt(0)
    await arrived(1)
    stopping.abort()
    await expect.poll(() => lines.length).toBe(1)
    pingAt(5000)
    expect(lines).toHaveLength(1)
    expect(server.received).toHaveLength(1)
  })
})
