import { describe, expect, it } from 'vitest'
import { decideReplenish, type ReplenishPolicy, replenishSlot } from './replenishDecision.ts'
import { seededRandom } from './seededRandom.ts'

const policy: ReplenishPolicy = { target: 1_000n, step: 100n, intervalSeconds: 3_600 }

describe('decideReplenish', () => {
  it.each([
    [900n, 500n, 100n, 'a whole step'],
    [950n, 500n, 50n, 'no more than is missing'],
    [0n, 30n, 30n, 'no more than the agent has'],
    [1_000n, 500n, undefined, 'at the target'],
    [1_200n, 500n, undefined, 'above the target'],
    [0n, 0n, undefined, 'from an empty account'],
  ] as [bigint, bigint, bigint | undefined, string][])(
    'treasury %s, agent %s: %s (%s)',
    (treasuryBalance, agentBalance, amount) => {
      const step = decideReplenish(policy, { now: 7_300, treasuryBalance, agentBalance })
      expect(step).toEqual(amount === undefined ? undefined : { slot: 2, amount })
    },
  )

  it('begins a new slot exactly when the interval is over', () => {
    expect([7_199, 7_200, 10_799, 10_800].map((now) => replenishSlot(policy, now))).toEqual([1, 2, 2, 3])
  })

  it('is bounded by step, target and balance, and a step nearer to the target never asks for more', () => {
    const random = seededRandom(11)
    for (let run = 0; run < 2_000; run++) {
      const bounds = {
        target: random.magnitude(10n ** 9n),
        step: 1n + random.magnitude(10n ** 6n),
        intervalSeconds: 60,
      }
      const facts = { now: 1, treasuryBalance: random.magnitude(10n ** 9n), agentBalance: random.magnitude(10n ** 9n) }
      const amount = decideReplenish(bounds, facts)?.amount ?? 0n
      expect(amount).toBeLessThanOrEqual(bounds.step)
      expect(amount).toBeLessThanOrEqual(facts.agentBalance)
      if (amount > 0n) expect(facts.treasuryBalance + amount).toBeLessThanOrEqual(bounds.target)
      const fuller = {
        ...facts,
        treasuryBalance: facts.treasuryBalance + amount,
        agentBalance: facts.agentBalance - amount,
      }
      expect(decideReplenish(bounds, fuller)?.amount ?? 0n).toBeLessThanOrEqual(amount)
    }
  })
})
