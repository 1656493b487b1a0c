import { describe, expect, it } from 'vitest'
import {
  findObstacle,
  findOrderObstacle,
  type HealFacts,
  type HealPolicy,
  type OrderFacts,
  type WaitReason,
} from './healDecision.ts'
import { seededRandom } from './seededRandom.ts'

const policy: HealPolicy = { cooldownSeconds: 300, maxAttempts: 3, retryBudget: 10, retryWindowSeconds: 86_400 }

/** Facts under which the agent may act; each case below spoils one. */
const actionable: HealFacts = {
  status: 'INSOLVENT',
  paused: false,
  isAgent: true,
  epoch: 2_000,
  statementAt: 1_990,
  lastHealedEpoch: 1_000,
  lastHealAt: 1_000,
  settlementLag: 100,
  now: 2_010,
  attempts: 2,
  reverts: 9,
}

const executable: OrderFacts = {
  order: { spend: 500n, attested: true },
  perAction: 500n,
  available: 500n,
  balance: 500n,
}

const obstacles: [WaitReason, Partial<HealFacts>][] = [
  ['statusUnknown', { status: 'UNKNOWN' }],
  ['treasuryPaused', { paused: true }],
  ['notTheAgent', { isAgent: false }],
  ['alreadyHealed', { lastHealedEpoch: 2_000 }],
  ['alreadyHealed', { lastHealedEpoch: 2_001 }],
  ['beforeSettlement', { statementAt: 1_100 }],
  ['coolingDown', { lastHealAt: 1_711 }],
  ['attemptsExhausted', { attempts: 3 }],
  ['retryBudgetExhausted', { reverts: 10 }],
]

const orderObstacles: [WaitReason, Partial<OrderFacts>][] = [
  ['orderUnreadable', { order: undefined }],
  ['orderNotAttested', { order: { spend: 500n, attested: false } }],
  ['noOrder', { order: { spend: 0n, attested: true } }],
  ['aboveActionLimit', { perAction: 499n }],
  ['aboveWindow', { available: 499n }],
  ['insufficientFunds', { balance: 499n }],
]

/** Random facts, at the edges of the rules far more often than chance would give. */
const createDraws = (seed: number) => {
  const random = seededRandom(seed)
  const next = (bound: number): number => Number(random.below(BigInt(bound)))
  const time = () => [0, 1_000, 1_100, 1_101, 1_300, 2_000][next(6)] as number
  return {
    facts: (): HealFacts => ({
      status: (['UNKNOWN', 'SOLVENT', 'INSOLVENT'] as const)[next(3)] as HealFacts['status'],
      paused: next(5) === 0,
      isAgent: next(5) !== 0,
      epoch: time(),
      statementAt: time(),
      lastHealedEpoch: time(),
      lastHealAt: time(),
      settlementLag: next(2) * 100,
      now: 1_000 + next(2_000),
      attempts: next(5),
      reverts: next(12),
    }),
    order: (): OrderFacts => ({
      order: next(6) === 0 ? undefined : { spend: BigInt(next(4)), attested: next(5) !== 0 },
      perAction: BigInt(next(4)),
      available: BigInt(next(4)),
      balance: BigInt(next(4)),
    }),
  }
}

const DRAWS = 20_000

describe('findObstacle', () => {
  it.each(['SOLVENT', 'INSOLVENT'] as const)(
    'finds none when every fact allows acting and the status is %s',
    (status) => {
      expect(findObstacle({ ...actionable, status }, policy)).toBeUndefined()
    },
  )

  it.each(obstacles)('names %s', (reason, change) => {
    expect(findObstacle({ ...actionable, ...change }, policy)).toBe(reason)
  })

  it('asks for no settlement and no rest before the first heal', () => {
    const first = { ...actionable, statementAt: 1, now: 1, lastHealAt: 0, lastHealedEpoch: 0 }
    expect(findObstacle(first, policy)).toBeUndefined()
  })

  it('rests exactly as long as it says', () => {
    const healed = { ...actionable, lastHealAt: 1_700, settlementLag: 0 }
    expect(findObstacle({ ...healed, now: 1_999 }, policy)).toBe('coolingDown')
    expect(findObstacle({ ...healed, now: 2_000 }, policy)).toBeUndefined()
  })

  it('never lets anything happen that any of its rules forbids, and is the same for the same facts', () => {
    const { facts: draw } = createDraws(1)
    let allowed = 0
    for (let round = 0; round < DRAWS; round++) {
      const facts = draw()
      const obstacle = findObstacle(facts, policy)
      expect(findObstacle({ ...facts }, { ...policy })).toBe(obstacle)
      if (obstacle) continue
      allowed++
      expect(facts.status).not.toBe('UNKNOWN')
      expect(facts.paused || !facts.isAgent).toBe(false)
      expect(facts.epoch).toBeGreaterThan(facts.lastHealedEpoch)
      expect(facts.attempts).toBeLessThan(policy.maxAttempts)
      expect(facts.reverts).toBeLessThan(policy.retryBudget)
      if (facts.lastHealAt === 0) continue
      expect(facts.statementAt).toBeGreaterThan(facts.lastHealAt + facts.settlementLag)
      expect(facts.now).toBeGreaterThanOrEqual(facts.lastHealAt + policy.cooldownSeconds)
    }
    expect(allowed).toBeGreaterThan(DRAWS / 200)
  })

  it('is idempotent: once the epoch is healed, the same report never passes again', () => {
    const { facts: draw } = createDraws(2)
    for (let round = 0; round < DRAWS; round++) {
      const facts = draw()
      if (findObstacle(facts, policy)) continue
      const healed = { ...facts, lastHealedEpoch: facts.epoch, lastHealAt: facts.now }
      for (const later of [0, 1, 1_000_000]) {
        expect(findObstacle({ ...healed, now: facts.now + later }, policy)).toBeDefined()
      }
    }
  })
})

describe('findOrderObstacle', () => {
  it('finds none when the order is within every limit', () => {
    expect(findOrderObstacle(executable)).toBeUndefined()
  })

  it.each(orderObstacles)('names %s', (reason, change) => {
    expect(findOrderObstacle({ ...executable, ...change })).toBe(reason)
  })

  it('never lets an order exceed a limit, and more room never forbids what less room allowed', () => {
    const { order: draw } = createDraws(3)
    let allowed = 0
    for (let round = 0; round < DRAWS; round++) {
      const facts = draw()
      if (findOrderObstacle(facts)) continue
      allowed++
      const spend = facts.order?.spend ?? -1n
      expect(spend).toBeGreaterThan(0n)
      for (const limit of [facts.perAction, facts.available, facts.balance]) expect(spend).toBeLessThanOrEqual(limit)
      const roomier = { perAction: facts.perAction + 1n, available: facts.available + 1n, balance: facts.balance + 1n }
      expect(findOrderObstacle({ ...facts, ...roomier })).toBeUndefined()
    }
    expect(allowed).toBeGreaterThan(DRAWS / 200)
  })
})
