import { describe, expect, it } from 'vitest'
import { findRequestObstacle, nextRequestAt, type RequestFacts } from './requestDecision.ts'

const DUE: RequestFacts = {
  now: 10_000,
  status: 'SOLVENT',
  epoch: 9_500,
  statementAt: 9_400,
  isTreasuryPaused: false,
  isAgent: true,
  settledAt: 9_399,
  lastRequestAt: 9_000,
  schedule: { premiumBps: 300, timeout: 600, requestInterval: 1_000 },
  pool: {
    isKeyed: true,
    isAdmitted: true,
    isFrozen: false,
    isPaused: false,
    isRequestLive: false,
    stake: 10n,
    maxPremiumBps: 300,
    minTimeout: 600,
    maxTimeout: 600,
  },
  treasuryEther: 10n,
  isCoverCapReached: false,
  attempts: 2,
  reverts: 11,
}
const POLICY = { maxAttempts: 3, retryBudget: 12 }
const { pool, schedule } = DUE

describe('findRequestObstacle', () => {
  it('finds none at every limit exactly, solvent or not', () => {
    expect(findRequestObstacle(DUE, POLICY)).toBeUndefined()
    expect(findRequestObstacle({ ...DUE, status: 'INSOLVENT' }, POLICY)).toBeUndefined()
  })

  it('finds none before the first request', () => {
    expect(findRequestObstacle({ ...DUE, lastRequestAt: 0, settledAt: 0 }, POLICY)).toBeUndefined()
  })

  it.each<[string, Partial<RequestFacts>]>([
    ['slotWithoutKey', { pool: { ...pool, isKeyed: false } }],
    ['poolFrozen', { pool: { ...pool, isFrozen: true } }],
    ['notAdmitted', { pool: { ...pool, isAdmitted: false } }],
    ['poolPaused', { pool: { ...pool, isPaused: true } }],
    ['scheduleUnfit', { schedule: { ...schedule, premiumBps: 301 } }],
    ['scheduleUnfit', { schedule: { ...schedule, timeout: 599 } }],
    ['scheduleUnfit', { schedule: { ...schedule, timeout: 601 } }],
    ['treasuryPaused', { isTreasuryPaused: true }],
    ['notTheAgent', { isAgent: false }],
    ['scheduleNotDue', { now: 9_999 }],
    ['statusUnknown', { status: 'UNKNOWN' }],
    ['reportBeforeRequest', { epoch: 9_000 }],
    ['beforeSettlement', { statementAt: 9_399 }],
    ['requestLive', { pool: { ...pool, isRequestLive: true } }],
    ['stakeUnaffordable', { treasuryEther: 9n }],
    ['coverCapReached', { isCoverCapReached: true }],
    ['attemptsExhausted', { attempts: 3 }],
    ['retryBudgetExhausted', { reverts: 12 }],
  ])('finds %s', (obstacle, change) => {
    expect(findRequestObstacle({ ...DUE, ...change }, POLICY)).toBe(obstacle)
  })

  it('asks nothing that an order or an outcome could answer', () => {
    const asked = new Set<string>()
    const watch = <T extends object>(facts: T): T =>
      new Proxy(facts, {
        get(target, name) {
          asked.add(String(name))
          const value = Reflect.get(target, name)
          return typeof value === 'object' && value !== null ? watch(value) : value
        },
      })
    expect(findRequestObstacle(watch(DUE), POLICY)).toBeUndefined()
    expect(
      [...asked].filter((name) => /spend|order|deficit|amount|fill|outcome|settledRounds|expired/i.test(name)),
    ).toEqual([])
    expect(asked.size).toBeGreaterThan(20)
  })
})

describe('nextRequestAt', () => {
  it('counts from the last request, whatever became of it', () => {
    expect(nextRequestAt(DUE)).toBe(10_000)
    expect(nextRequestAt({ ...DUE, lastRequestAt: 0 })).toBe(0)
  })
})
