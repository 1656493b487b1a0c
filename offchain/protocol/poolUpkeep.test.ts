import { describe, expect, it } from 'vitest'
import { type DepositFacts, findExpired, isDepositDue } from './poolUpkeep.ts'

const DUE: DepositFacts = {
  now: 2_000,
  lastPoolDepositAt: 1_000,
  depositInterval: 1_000,
  amount: 50n,
  treasuryBalance: 50n,
  isTreasuryPaused: false,
  isAgent: true,
  pool: { isKeyed: true, isFrozen: false, isPaused: false, isPaymentWaiting: false, minDeposit: 50n },
}

describe('isDepositDue', () => {
  it('is true at every limit exactly, and at once before the first', () => {
    expect(isDepositDue(DUE)).toBe(true)
    expect(isDepositDue({ ...DUE, now: 1, lastPoolDepositAt: 0 })).toBe(true)
  })

  it.each<[string, Partial<DepositFacts>]>([
    ['before the interval is over', { now: 1_999 }],
    ['without the money', { treasuryBalance: 49n }],
    ['below what the pool takes', { amount: 49n }],
    ['while the treasury is paused', { isTreasuryPaused: true }],
    ['for another agent', { isAgent: false }],
    ['without a key', { pool: { ...DUE.pool, isKeyed: false } }],
    ['in a frozen pool', { pool: { ...DUE.pool, isFrozen: true } }],
    ['in a paused pool', { pool: { ...DUE.pool, isPaused: true } }],
    ['while an entry waits', { pool: { ...DUE.pool, isPaymentWaiting: true } }],
  ])('is false %s', (_when, change) => {
    expect(isDepositDue({ ...DUE, ...change })).toBe(false)
  })
})

describe('findExpired', () => {
  const at = (now: number) => ({ now, graceSeconds: 30 })
  it('leaves the matcher its grace, then names the deadline', () => {
    const deadlines = { roundDeadline: undefined, requestDeadline: 100 }
    expect(findExpired(deadlines, at(130))).toBeUndefined()
    expect(findExpired(deadlines, at(131))).toBe(100)
  })

  it('ends a closed round before its request', () => {
    expect(findExpired({ roundDeadline: 200, requestDeadline: 100 }, at(150))).toBeUndefined()
    expect(findExpired({ roundDeadline: 200, requestDeadline: 100 }, at(231))).toBe(200)
  })

  it('finds nothing where nothing runs', () => {
    expect(findExpired({ roundDeadline: undefined, requestDeadline: undefined }, at(9_999))).toBeUndefined()
  })
})
