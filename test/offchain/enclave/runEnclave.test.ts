import type { Hex } from 'viem'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EnclaveHealth } from '../../../offchain/enclave/enclaveHealth.ts'
import { createEnclaveKeys } from '../../../offchain/enclave/keys/createEnclaveKeys.ts'
import type { EnclaveKeys } from '../../../offchain/enclave/keys/enclaveKeys.ts'
import { EnclaveRevokedError, type RunEnclaveParameters, runEnclave } from '../../../offchain/enclave/runEnclave.ts'
import { KitError } from '../../../offchain/errors.ts'
import { ENCLAVE_KIND } from '../../../offchain/protocol/enclaveBinding.ts'
import { maskOf } from '../../../offchain/protocol/enclaveMeasurement.ts'
import { recordLog } from '../recordLog.ts'
import {
  clientOf,
  createFakeRegistry,
  type FakeRegistry,
  payerOf,
  REGISTRY,
  recordedQuoteSource,
} from './fakeRegistry.ts'

describe('runEnclave', () => {
  let chain: FakeRegistry
  let quoteSource: ReturnType<typeof recordedQuoteSource>
  let payer: ReturnType<typeof payerOf>
  let keys: EnclaveKeys
  let health: EnclaveHealth[]
  let lines: string[]
  let stop: AbortController
  let running: Promise<void>
  beforeEach(() => {
    chain = createFakeRegistry()
    quoteSource = recordedQuoteSource()
    payer = payerOf(chain)
    keys = createEnclaveKeys()
    health = []
    stop = new AbortController()
    running = Promise.resolve()
  })
  afterEach(async () => {
    stop.abort()
    await running.catch(() => undefined)
  })

  const start = (change: Partial<RunEnclaveParameters> = {}) => {
    const recorded = recordLog()
    lines = recorded.lines
    running = runEnclave(clientOf(chain), {
      registry: REGISTRY,
      kind: ENCLAVE_KIND.matcher,
      fields: maskOf(['mrtd', 'rtmr0', 'rtmr1', 'rtmr2', 'rtmr3']),
      keys,
      quoteSource,
      payer,
      referenceDepth: 3n,
      renewal: { renewAtPercent: 50, retryUnmovedSeconds: 600 },
      pollIntervalMs: 1,
      refusedIntervalMs: 1,
      onHealth: (changed) => void health.push(changed),
      log: recorded.log,
      signal: stop.signal,
      ...change,
    })
    running.catch(() => undefined)
  }
  const states = () => health.map(({ state }) => state)
  const mine = (seconds: bigint) => {
    chain.head += seconds / 12n + 1n
    chain.now += seconds
  }
  /** Lets the loop look a few times more. */
  const lookAround = async () => {
    let looks = 0
    chain.beforeRequest = (method) => {
      if (method === 'eth_getBlockByNumber') looks += 1
    }
    await vi.waitFor(() => expect(looks).toBeGreaterThan(5))
    chain.beforeRequest = () => undefined
  }
  const isActive = () => vi.waitFor(() => expect(health.at(-1)?.state).toBe('active'))
  const wasPaid = (times: number) => vi.waitFor(() => expect(payer.sent).toHaveLength(times))

  it('registers once and then only looks', async () => {
    start()
    await isActive()
    await lookAround()
    expect(payer.sent).toHaveLength(1)
    expect(health.at(-1)).toMatchObject({ signer: keys.signer, expiresAt: 1_800_003_601, problem: undefined })
  })

  it('renews when its share of the time is over, not a second before', async () => {
    start()
    await isActive()
    mine(1_799n)
    await lookAround()
    expect(payer.sent).toHaveLength(1)
    mine(1n)
    await wasPaid(2)
    await vi.waitFor(() => expect(health.at(-1)?.expiresAt).toBe(1_800_005_402))
    expect(states().slice(states().indexOf('active'))).not.toContain('inactive')
    expect(lines.join()).toContain('enclave renewed')
  })

  it('does not pay for renewals that cannot move the expiry, but tries again now and then', async () => {
    chain.validUntil = chain.now + 1_000n
    start()
    await isActive()
    mine(500n)
    await wasPaid(2)
    await vi.waitFor(() => expect(lines.join()).toContain('did not move the expiry'))
    mine(400n)
    await lookAround()
    expect(payer.sent).toHaveLength(2)
    // The collateral is refreshed, too late for the key to live through, and the next look finds it expired.
    chain.validUntil += 10_000n
    mine(200n)
    await wasPaid(3)
  })

  it('registers anew when its registration is reorganised away', async () => {
    start()
    await isActive()
    Object.assign(chain, { fork: 'other', forkedAt: 990n })
    chain.enclaves.clear()
    mine(24n)
    await wasPaid(2)
    await isActive()
  })

  it('does not register twice because one node lags behind', async () => {
    start()
    await isActive()
    const { head, enclaves } = chain
    Object.assign(chain, { head: head - 1n, enclaves: new Map() })
    await vi.waitFor(() => expect(health.at(-1)?.problem).toContain('before our registration'))
    Object.assign(chain, { head, enclaves })
    await vi.waitFor(() => expect(health.at(-1)?.problem).toBeUndefined())
    expect(payer.sent).toHaveLength(1)
  })

  it('takes a fresh block when the first one went stale', async () => {
    let quotes = 0
    const quote = async (reportData: Hex) => {
      const made = await quoteSource.quote(reportData)
      if (++quotes === 1) mine(12n * 300n)
      return made
    }
    start({ quoteSource: { ...quoteSource, quote } })
    await isActive()
    expect(new Set(quoteSource.asked).size).toBe(2)
    expect(payer.sent).toHaveLength(1)
  })

  it('goes on trying while the source fails, says so once, and recovers', async () => {
    let failures = 3
    const quote = async (reportData: Hex) => {
      if (failures-- > 0) throw new KitError('the quoting enclave is busy', { retryable: true })
      return quoteSource.quote(reportData)
    }
    vi.spyOn(Math, 'random').mockReturnValue(0)
    start({ quoteSource: { ...quoteSource, quote } })
    await vi.waitFor(() => expect(health.at(-1)?.state).toBe('active'), { timeout: 5_000 })
    expect(lines.filter((line) => line.includes('the quoting enclave is busy'))).toHaveLength(1)
    expect(health.filter(({ problem }) => problem === 'the quoting enclave is busy')).toHaveLength(1)
    vi.restoreAllMocks()
  })

  it('waits for somebody to set the policy, and then registers', async () => {
    chain.isPolicyInForce = false
    start()
    await vi.waitFor(() => expect(health.at(-1)?.problem).toContain('PolicyNotInForce'))
    expect(payer.sent).toEqual([])
    chain.isPolicyInForce = true
    await isActive()
    expect(health.at(-1)?.problem).toBeUndefined()
  })

  it('says inactive as soon as its policy is retired', async () => {
    start()
    await isActive()
    chain.isPolicyInForce = false
    await vi.waitFor(() => expect(health.at(-1)).toMatchObject({ state: 'inactive' }))
    expect(payer.sent).toHaveLength(1)
  })

  it('ends when its key is revoked, and does not make another', async () => {
    start()
    await isActive()
    const stored = chain.enclaves.get(keys.signer)
    if (stored) stored.revoked = true
    await expect(running).rejects.toThrow(EnclaveRevokedError)
    expect(health.at(-1)?.state).toBe('revoked')
    expect(payer.sent).toHaveLength(1)
    expect(() => keys.sign(`0x${'00'.repeat(32)}`)).toThrow('erased')
  })

  it('stops during a quote, and erases its keys', async () => {
    const quote = (_reportData: Hex, signal?: AbortSignal) =>
      new Promise<never>((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new KitError('given up')))
        stop.abort()
      })
    start({ quoteSource: { ...quoteSource, quote } })
    await running
    expect(states()).toEqual(['inactive', 'stopped'])
    expect(() => keys.sign(`0x${'00'.repeat(32)}`)).toThrow('erased')
  })

  it('stops when it is told to, with its keys erased, and never says a secret', async () => {
    start()
    await isActive()
    stop.abort()
    await running
    expect(states()).toEqual(['inactive', 'active', 'stopped'])
    expect(() => keys.sign(`0x${'00'.repeat(32)}`)).toThrow('erased')
    expect(lines.join()).not.toMatch(/secret|private/i)
  })

  describe('with slots to follow', () => {
    const COUNTS = { open: 1, waiting: 0, unreadable: 0 }
    const endOf = (signal: AbortSignal) =>
      new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

    it('begins once it is active, not before, and says how many keys are open', async () => {
      chain.isPolicyInForce = false
      const begun: string[] = []
      const followSlots: RunEnclaveParameters['followSlots'] = async (onCounts, signal) => {
        begun.push(states().at(-1) ?? '')
        onCounts(COUNTS)
        await endOf(signal)
      }
      start({ followSlots })
      await vi.waitFor(() => expect(health.at(-1)?.problem).toContain('PolicyNotInForce'))
      expect(begun).toEqual([])
      chain.isPolicyInForce = true
      await vi.waitFor(() => expect(health.at(-1)).toMatchObject({ state: 'active', slots: COUNTS }))
      await lookAround()
      expect(begun).toEqual(['active'])
    })

    it.each([
      ['it is told to stop', () => stop.abort()],
      [
        'its key is revoked',
        () => {
          const stored = chain.enclaves.get(keys.signer)
          if (stored) stored.revoked = true
        },
      ],
    ])('ends with them when %s, before its keys are erased', async (_when, end) => {
      let signature = ''
      const followSlots: RunEnclaveParameters['followSlots'] = async (_onCounts, signal) => {
        await endOf(signal)
        signature = keys.sign(`0x${'00'.repeat(32)}`)
      }
      start({ followSlots })
      await isActive()
      await lookAround()
      end()
      await running.catch(() => undefined)
      expect(signature).not.toBe('')
      expect(() => keys.sign(`0x${'00'.repeat(32)}`)).toThrow('erased')
    })

    it('stays registered when they cannot be followed any more, and says so', async () => {
      start({ followSlots: async () => Promise.reject(new Error('out of slots')) })
      await isActive()
      await vi.waitFor(() => expect(lines.join()).toContain('out of slots'))
      await lookAround()
      expect(health.at(-1)?.state).toBe('active')
    })
  })
})
