import { describe, expect, it } from 'vitest'
import { assess, chooseOrder } from './policy.ts'
import { seededRandom } from './seededRandom.ts'

const THRESHOLDS = { solvencyBps: 10_000, healingBps: 10_100, targetBps: 10_200 }
const FIGURES = { totalLiabilities: 900n, mintCeiling: 100n }

const PARAMETERS = {
  prices: {
    btcUsd: { answer: 100_000n * 10n ** 8n, decimals: 8 },
    wbtcBtc: { answer: 10n ** 8n, decimals: 8 },
    usdcUsd: { answer: 10n ** 8n, decimals: 8 },
  },
  decimals: { collateral: 8, payment: 6 },
  tierBoundaryUsd: 50_000_000n,
  executionBps: 100,
  minOrder: 100_000_000n,
  maxOrder: 2_000_000_000_000n,
}
const BITCOIN = 10n ** 8n

describe('assess', () => {
  it.each([
    [1020n, true, 0n, 'at the target'],
    [1010n, true, 0n, 'at the healing threshold'],
    [1009n, true, 11n, 'below it: heals while solvent'],
    [1000n, true, 20n, 'at the solvency threshold'],
    [999n, false, 21n, 'below it'],
    [0n, false, 1020n, 'empty'],
  ])('reserve %s: solvent %s, deficit %s (%s)', (totalReserve, isSolvent, deficit) => {
    expect(assess({ totalReserve, ...FIGURES }, THRESHOLDS)).toEqual({ isSolvent, deficit })
  })

  it('rounds what is needed up', () => {
    const thresholds = { solvencyBps: 10_001, healingBps: 10_001, targetBps: 10_001 }
    expect(assess({ totalReserve: 1n, totalLiabilities: 1n, mintCeiling: 0n }, thresholds)).toEqual({
      isSolvent: false,
      deficit: 1n,
    })
  })

  it('heals exactly to the target, whatever the figures', () => {
    const random = seededRandom(5)
    for (let run = 0; run < 500; run++) {
      const totalLiabilities = 1n + random.magnitude(2n ** 96n)
      const mintCeiling = random.magnitude(2n ** 96n)
      const totalReserve = random.below(2n * (totalLiabilities + mintCeiling))
      const { isSolvent, deficit } = assess({ totalReserve, totalLiabilities, mintCeiling }, THRESHOLDS)
      if (!isSolvent) expect(deficit).toBeGreaterThan(0n)
      const healed = totalReserve + deficit
      const owed = totalLiabilities + mintCeiling
      if (deficit > 0n) {
        expect(healed * 10_000n).toBeGreaterThanOrEqual(owed * 10_200n)
        expect((healed - 1n) * 10_000n).toBeLessThan(owed * 10_200n)
      }
      expect(assess({ totalReserve: healed, totalLiabilities, mintCeiling }, THRESHOLDS)).toEqual({
        isSolvent: true,
        deficit: 0n,
      })
    }
  })

  it.each([
    { solvencyBps: 10_101, healingBps: 10_100, targetBps: 10_200 },
    { solvencyBps: 10_000, healingBps: 10_201, targetBps: 10_200 },
  ])('refuses thresholds that do not rise: %j', (thresholds) => {
    expect(() => assess({ totalReserve: 1n, ...FIGURES }, thresholds)).toThrow(RangeError)
  })
})

describe('chooseOrder', () => {
  it.each([
    [0n, 'none', 0n, 'no deficit'],
    [99_009n, 'none', 0n, 'an order just below the least'],
    [99_010n, 'small', 100_000_100n, 'the least order'],
    [BITCOIN, 'small', 101_000_000_000n, 'price and execution'],
    [500n * BITCOIN, 'small', 2_000_000_000_000n, 'capped, at the boundary'],
    [500n * BITCOIN + 1n, 'large', 0n, 'above the boundary'],
  ] as [bigint, string, bigint, string][])('deficit %s: %s, spend %s (%s)', (deficit, tier, spend) => {
    expect(chooseOrder({ ...PARAMETERS, deficit })).toEqual({ tier, spend })
  })

  it('orders nothing for no deficit even without a least order', () => {
    expect(chooseOrder({ ...PARAMETERS, minOrder: 0n, deficit: 0n })).toEqual({ tier: 'none', spend: 0n })
  })

  it('never orders less for a larger deficit, nor more than the most', () => {
    const random = seededRandom(6)
    const tiers = ['none', 'small', 'large']
    for (let run = 0; run < 500; run++) {
      const parameters = {
        ...PARAMETERS,
        prices: { ...PARAMETERS.prices, btcUsd: { answer: 1n + random.magnitude(10n ** 14n), decimals: 8 } },
        executionBps: Number(random.below(10_000n)),
        maxOrder: PARAMETERS.minOrder + random.magnitude(10n ** 15n),
      }
      const deficit = random.magnitude(10n ** 16n)
      const smaller = chooseOrder({ ...parameters, deficit })
      const larger = chooseOrder({ ...parameters, deficit: deficit + random.magnitude(10n ** 16n) })
      expect(tiers.indexOf(larger.tier)).toBeGreaterThanOrEqual(tiers.indexOf(smaller.tier))
      if (larger.tier === 'small') expect(larger.spend).toBeGreaterThanOrEqual(smaller.spend)
      for (const { tier, spend } of [smaller, larger]) {
        expect(spend).toBeLessThanOrEqual(parameters.maxOrder)
        expect(spend > 0n).toBe(tier === 'small')
        if (tier === 'small') expect(spend).toBeGreaterThanOrEqual(parameters.minOrder)
      }
    }
  })
})
