import { describe, expect, it } from 'vitest'
import type { Action, ActionState } from '../../../store/journal.ts'
import { type AwalHealFacts, type AwalReserveState, findAwalObstacle } from './findAwalObstacle.ts'

const NOW = 2_000_000_000
const STATE: AwalReserveState = {
  status: 'INSOLVENT',
  paused: false,
  epoch: 500,
  statementAt: NOW - 100,
  lastHealedEpoch: 0,
  lastHealAt: 0,
  settlementLag: 1_000,
}
const FACTS: AwalHealFacts = {
  states: [STATE, STATE],
  order: { spend: 40n, attested: true },
  actions: [],
  maxPerAction: 50n,
  maxPerDay: 100n,
  now: NOW,
}
const action = (change: Partial<Action>): Action => ({
  kind: 'heal',
  id: 400,
  mechanism: 'awal',
  state: 'confirmed',
  amount: 40n,
  minOut: 0n,
  transactions: [],
  minedIn: undefined,
  delivered: undefined,
  reason: undefined,
  memo: undefined,
  updatedAt: NOW - 50_000,
  ...change,
})
const atHead = (change: Partial<AwalReserveState>) => ({ ...FACTS, states: [STATE, { ...STATE, ...change }] })
const after = (...actions: Partial<Action>[]) => ({ ...FACTS, actions: actions.map(action) })

describe('findAwalObstacle', () => {
  it('lets an attested order through that is within both caps', () => {
    expect(findAwalObstacle(FACTS)).toBeUndefined()
    expect(findAwalObstacle({ ...FACTS, order: { spend: 50n, attested: true } })).toBeUndefined()
  })

  it.each([
    ['statusUnknown', { status: 'UNKNOWN' }],
    ['treasuryPaused', { paused: true }],
    ['alreadyHealed', { lastHealedEpoch: 500 }],
    ['beforeSettlement', { lastHealAt: NOW - 1_100 }],
    ['orderNotAttested', { epoch: 501 }],
  ] as const)('waits with %s when only the newest block says so', (reason, change) => {
    expect(findAwalObstacle(atHead(change))).toBe(reason)
    expect(findAwalObstacle({ ...FACTS, states: atHead(change).states.toReversed() })).toBe(reason)
  })

  it('takes a statement from after the settlement lag', () => {
    expect(findAwalObstacle(atHead({ lastHealAt: NOW - 1_101 }))).toBeUndefined()
  })

  it.each([
    ['orderUnreadable', undefined],
    ['orderNotAttested', { spend: 40n, attested: false }],
    ['noOrder', { spend: 0n, attested: true }],
    ['awalLimit', { spend: 51n, attested: true }],
  ] as const)('waits with %s', (reason, order) => {
    expect(findAwalObstacle({ ...FACTS, order })).toBe(reason)
  })

  it.each(['intended', 'unknown'] as const)('waits while any action, whoever does it, is %s', (state) => {
    expect(findAwalObstacle(after({ state }))).toBe('awalOutstanding')
    expect(findAwalObstacle(after({ state, mechanism: 'treasurySwap', updatedAt: 0 }))).toBe('awalOutstanding')
  })

  it('hands an epoch over once, whatever came of it', () => {
    expect(findAwalObstacle(after({ id: 500, state: 'failed' }))).toBe('attemptsExhausted')
    expect(findAwalObstacle(after({ id: 500, state: 'mined', updatedAt: 0 }))).toBe('alreadyHealed')
    expect(findAwalObstacle(after({ id: 501, mechanism: 'treasurySwap', updatedAt: 0 }))).toBe('alreadyHealed')
    expect(findAwalObstacle(after({ id: 500, kind: 'replenish', updatedAt: 0 }))).toBeUndefined()
    expect(findAwalObstacle(after({ id: 500, state: 'failed', mechanism: 'treasurySwap' }))).toBeUndefined()
    expect(findAwalObstacle(after({ id: 500, state: 'simulated' }))).toBeUndefined()
  })

  it('does not heal one deficit twice, because its own heals are not in the treasury', () => {
    expect(findAwalObstacle(after({ updatedAt: NOW - 1_100 }))).toBe('beforeSettlement')
    expect(findAwalObstacle(after({ updatedAt: NOW - 1_101 }))).toBeUndefined()
    expect(findAwalObstacle(after({ updatedAt: NOW - 1_100, mechanism: 'treasurySwap' }))).toBeUndefined()
  })

  it('counts what left, or may have left, in the last day towards the daily cap', () => {
    const earlier = { amount: 30n, updatedAt: NOW - 50_000 }
    expect(findAwalObstacle(after(earlier, { ...earlier, id: 401 }))).toBeUndefined()
    expect(findAwalObstacle(after(earlier, { ...earlier, id: 401, amount: 31n }))).toBe('awalLimit')
    const uncounted: Partial<Action>[] = [
      { updatedAt: NOW - 86_400 },
      { state: 'failed' },
      { mechanism: 'treasurySwap' },
    ]
    for (const change of uncounted)
      expect(findAwalObstacle(after(earlier, { ...earlier, amount: 99n, ...change }))).toBeUndefined()
  })

  it('over random days, never exceeds a cap, and a smaller order is never worse off', () => {
    let seed = 20_261_121
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return seed % below
    }
    const STATES: readonly ActionState[] = ['mined', 'confirmed', 'failed', 'simulated']
    let allowed = 0
    for (let day = 0; day < 3_000; day++) {
      const actions = Array.from({ length: random(5) }, (_, id) =>
        action({
          id,
          amount: BigInt(random(60)),
          state: STATES[random(4)] ?? 'mined',
          updatedAt: NOW - 2_000 - random(120_000),
        }),
      )
      const spend = BigInt(1 + random(70))
      const facts = { ...FACTS, actions, order: { spend, attested: true } }
      if (findAwalObstacle(facts) !== undefined) continue
      allowed++
      const spent = actions
        .filter(({ state, updatedAt }) => (state === 'mined' || state === 'confirmed') && updatedAt > NOW - 86_400)
        .reduce((sum, { amount }) => sum + amount, 0n)
      expect(spend <= 50n && spent + spend <= 100n).toBe(true)
      expect(findAwalObstacle({ ...facts, order: { spend: 1n, attested: true } })).toBeUndefined()
    }
    expect(allowed).toBeGreaterThan(500)
  })
})
