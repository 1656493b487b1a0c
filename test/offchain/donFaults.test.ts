// Four simulated nodes tolerate one fault of any kind; two end in an error and no transaction.
import type { Worker } from 'node:worker_threads'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Fault } from '../../offchain/local/don/faults.ts'
import type { SimulatedDon } from '../../offchain/local/don/simulatedDon.ts'
import { HANDLERS, startWorld, type World } from './donHarness.ts'

// Long enough for four guests to start on a busy machine; tests with a hanging node wait for it.
const TIMEOUT_MS = 5_000
const FAULTS: readonly Fault[] = ['offline', 'throwing', 'hanging', 'byzantine']
const PAIRS: readonly (readonly [Fault, Fault])[] = [
  ['offline', 'offline'],
  ['throwing', 'throwing'],
  ['byzantine', 'byzantine'],
  ['offline', 'byzantine'],
  ['throwing', 'hanging'],
  ['hanging', 'byzantine'],
]

let world: World
let don: SimulatedDon
let seconds = 1_760_000_000n

const EXITED = -1
const workers: Worker[] = []

beforeAll(async () => {
  process.on('worker', (worker) => workers.push(worker))
  world = await startWorld()
  don = await world.startDon({ timeoutMs: TIMEOUT_MS })
})

afterEach(() => {
  for (const node of [0, 1, 2, 3]) don.setFault(node, null)
})

afterAll(async () => {
  // Either is missing if starting it failed.
  await don?.stop()
  await world?.stop()
})

const transactions = () => world.anvil.client.getBlockNumber({ cacheTime: 0 })

describe.each([
  ['on the nodes', HANDLERS.compareOnNodes],
  ['in the TEE', HANDLERS.compareInTee],
])('a handler %s', (_, handler) => {
  it.each(FAULTS)('succeeds with one %s node', async (fault) => {
    for (const node of [0, 3]) {
      don.setFault(node, fault)
      const round = await don.fireCron(handler, seconds++)
      expect(round.outcome).toMatchObject({ ok: true, value: { txSucceeded: true, receiverStatus: 0 } })
      expect(round.txHashes).toHaveLength(1)
      don.setFault(node, null)
    }
  })

  it.each(PAIRS)('fails without a transaction with a node %s and another %s', async (first, second) => {
    don.setFault(1, first)
    don.setFault(2, second)
    const [before, blocks] = [await world.reports(), await transactions()]
    const round = await don.fireCron(handler, seconds++)
    expect(round.outcome).toMatchObject({ ok: false, error: { message: expect.stringMatching(/no quorum on/) } })
    expect(round.txHashes).toEqual([])
    expect(await world.reports()).toBe(before)
    expect(await transactions()).toBe(blocks)
  })
})

describe('a TEE handler that calls no node', () => {
  it.each(PAIRS)('fails too with a node %s and another %s', async (first, second) => {
    don.setFault(0, first)
    don.setFault(3, second)
    const { outcome } = await don.fireCron(HANDLERS.leakFigureInResult, seconds++)
    expect(outcome).toMatchObject({ ok: false, error: { message: expect.stringMatching(/no quorum on/) } })
  })

  it('does not even start when too few nodes are online', async () => {
    don.setFault(0, 'offline')
    don.setFault(3, 'offline')
    const hits = world.custodian.hits('/')
    await don.fireCron(HANDLERS.leakFigureInResult, seconds++)
    expect(world.custodian.hits('/')).toBe(hits)
  })
})

describe('a hanging node', () => {
  it('delays nobody, and is restarted for the next round', async () => {
    don.setFault(0, 'hanging')
    const round = await don.fireCron(HANDLERS.compareOnNodes, seconds++)
    expect(round.outcome.ok).toBe(true)
    expect(round.stats.ms).toBeLessThan(TIMEOUT_MS)
    don.setFault(0, null)
    don.setFault(1, 'offline')
    // Without node 1 the quorum needs node 0 again, so this round waits for its restart.
    const next = await don.fireCron(HANDLERS.compareOnNodes, seconds++)
    expect(next.outcome.ok).toBe(true)
    expect(next.stats.ms).toBeLessThan(0.8 * TIMEOUT_MS)
  })
})

describe('the simulated confidential workflow', () => {
  it('is ended at its timeout, and works again in the next round', async () => {
    const { outcome } = await don.fireCron(HANDLERS.spin, seconds++)
    expect(outcome).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/did not finish within 5000 ms/), retryable: true },
    })
    expect((await don.fireCron(HANDLERS.compareInTee, seconds++)).outcome.ok).toBe(true)
  })
})

describe('median', () => {
  it('is not moved beyond honest observations by a byzantine node', async () => {
    don.setFault(2, 'byzantine')
    const first = world.custodian.hits('/public') + 1
    const { outcome } = await don.fireCron(HANDLERS.medianOnNodes, seconds++)
    const median = outcome.ok ? Number(outcome.value) - 800_000 : 0
    expect(median).toBeGreaterThanOrEqual(first)
    expect(median).toBeLessThanOrEqual(first + 4)
  })
})

describe('two byzantine nodes', () => {
  it('fail a handler whose requests they do not disturb', async () => {
    don.setFault(0, 'byzantine')
    don.setFault(1, 'byzantine')
    const { outcome } = await don.fireCron(HANDLERS.medianOnNodes, seconds++)
    expect(outcome).toMatchObject({ ok: false, error: { message: expect.stringMatching(/no quorum on the result/) } })
  })
})

describe('stop', () => {
  it('ends a round that is running and every later one', async () => {
    const other = await world.startDon({ workflow: { name: 'stopped', owner: world.receiver } })
    const spinning = other.fireCron(HANDLERS.spin, seconds++)
    const queued = other.fireCron(HANDLERS.compareInTee, seconds++)
    await other.stop()
    expect((await spinning).outcome).toMatchObject({ ok: false })
    expect((await queued).outcome).toMatchObject({ ok: false })
    expect((await queued).txHashes).toEqual([])
  })

  it('leaves no thread behind, not even one of a guest that had to be ended', async () => {
    await don.stop()
    expect(workers.length).toBeGreaterThan(5)
    expect(workers.filter(({ threadId }) => threadId !== EXITED)).toEqual([])
  })
})
