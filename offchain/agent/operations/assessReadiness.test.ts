import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../protocol/seededRandom.ts'
import { type AgentHealth, createAgentHealth } from './agentHealth.ts'
import { assessReadiness } from './assessReadiness.ts'

const LIMITS = { maxHeadAgeMs: 60_000, maxPassAgeMs: 120_000 }
const NOW = 1_000_000

const readyHealth = (): AgentHealth => ({
  ...createAgentHealth({
    signer: { kind: 'localKey', keyMissing: undefined },
    providers: { healthy: 2, required: 2 },
    nowMs: NOW,
  }),
  role: 'active',
  head: { number: 7n, timestamp: 1_700_000_000, changedAtMs: NOW },
  passedAtMs: NOW,
})

const reasonsOf = (change: Partial<AgentHealth>, nowMs = NOW) =>
  assessReadiness({ ...readyHealth(), ...change }, nowMs, LIMITS).reasons

describe('assessReadiness', () => {
  it('is ready when everything is fresh, up to and including each limit', () => {
    expect(assessReadiness(readyHealth(), NOW, LIMITS)).toEqual({ ready: true, reasons: [] })
    expect(assessReadiness(readyHealth(), NOW + LIMITS.maxHeadAgeMs, LIMITS).ready).toBe(true)
  })

  it('says that it is blind one millisecond after a limit', () => {
    expect(reasonsOf({}, NOW + LIMITS.maxHeadAgeMs + 1)).toEqual(['noHeadProgress'])
    const head = { number: 7n, timestamp: 1_700_000_000, changedAtMs: NOW + LIMITS.maxPassAgeMs }
    expect(reasonsOf({ head }, NOW + LIMITS.maxPassAgeMs + 1)).toEqual(['noRecentPass'])
  })

  it('names what is missing before anything was seen', () => {
    const fresh = createAgentHealth({ ...readyHealth(), nowMs: NOW })
    expect(assessReadiness(fresh, NOW, LIMITS).reasons).toEqual(['starting', 'noHeadProgress', 'noRecentPass'])
  })

  it('names a journal that fails, a key that is missing and providers that are too few', () => {
    expect(reasonsOf({ journalError: 'the disk is full' })).toEqual(['journalFailing'])
    expect(reasonsOf({ signer: { kind: 'dryRun', keyMissing: 'no key' } })).toEqual(['keyMissing'])
    expect(reasonsOf({ providers: { healthy: 1, required: 2 } })).toEqual(['providersBelowQuorum'])
  })

  it('is not ready as a standby, which makes no passes, nor while it stops', () => {
    expect(reasonsOf({ role: 'standby', passedAtMs: undefined })).toEqual(['standby'])
    expect(reasonsOf({ role: 'stopping' })).toEqual(['stopping'])
  })

  it('is ready only if each fact is fresh and nothing is missing, for any state', () => {
    const random = seededRandom(11)
    const number = (limit: number) => Number(random.below(BigInt(limit)))
    const sometimes = <T>(value: T): T | undefined => (number(4) === 0 ? undefined : value)
    const rarely = <T>(value: T): T | undefined => (number(4) === 0 ? value : undefined)
    let readyCount = 0
    for (let round = 0; round < 20_000; round++) {
      const health: AgentHealth = {
        role: (['starting', 'standby', 'active', 'active', 'active', 'stopping'] as const)[number(6)] ?? 'active',
        iteratedAtMs: number(NOW),
        head: sometimes({ number: 1n, timestamp: 1, changedAtMs: NOW - number(2 * LIMITS.maxHeadAgeMs) }),
        passedAtMs: sometimes(NOW - number(2 * LIMITS.maxPassAgeMs)),
        passError: rarely('FeedStale'),
        journalError: rarely('full'),
        signer: { kind: 'localKey', keyMissing: rarely('none') },
        providers: { healthy: number(4), required: 1 + number(3) },
        outcome: undefined,
      }
      const { ready, reasons } = assessReadiness(health, NOW, LIMITS)
      expect(ready).toBe(reasons.length === 0)
      if (!ready) continue
      readyCount++
      expect(health.role).toBe('active')
      expect(NOW - (health.head?.changedAtMs ?? 0)).toBeLessThanOrEqual(LIMITS.maxHeadAgeMs)
      expect(NOW - (health.passedAtMs ?? 0)).toBeLessThanOrEqual(LIMITS.maxPassAgeMs)
      expect([health.journalError, health.signer.keyMissing]).toEqual([undefined, undefined])
      expect(health.providers.healthy).toBeGreaterThanOrEqual(health.providers.required)
    }
    expect(readyCount).toBeGreaterThan(100)
  })

  it('never becomes ready by time alone', () => {
    for (let laterMs = 0; laterMs < 4 * LIMITS.maxPassAgeMs; laterMs += 7_919) {
      const now = assessReadiness(readyHealth(), NOW + laterMs, LIMITS)
      const then = assessReadiness(readyHealth(), NOW + laterMs + 1, LIMITS)
      expect(now.reasons.every((reason) => then.reasons.includes(reason))).toBe(true)
    }
  })
})
