import { describe, expect, it } from 'vitest'
import { assess, chooseOrder, NO_ORDER } from './policy.ts'
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
  maxPoolOrder: 600n * 10n ** 8n,
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
  ] as [bigint, string, bigint, string][])('deficit %s: %s, spend %s (%s)', (deficit, tier, spend) => {
    expect(chooseOrder({ ...PARAMETERS, deficit })).toEqual({ tier, spend, wanted: 0n })
  })

  it.each([
    [500n * BITCOIN + 1n, 500n * BITCOIN + 1n, 'just above the boundary'],
    [600n * BITCOIN, 600n * BITCOIN, 'at the most'],
    [600n * BITCOIN + 1n, 600n * BITCOIN, 'above it'],
    [100_000n * BITCOIN, 600n * BITCOIN, 'far above it'],
  ])('asks the pool for a deficit of %s: %s (%s)', (deficit, wanted) => {
    expect(chooseOrder({ ...PARAMETERS, deficit })).toEqual({ tier: 'large', spend: 0n, wanted })
  })

  it.each([
    [18, 600n * 10n ** 18n, 599n * 10n ** 18n + 1n, 599n * BITCOIN, 'rounds down to pool units'],
    [18, 10n ** 10n, 599n * 10n ** 18n, 1n, 'asks for one unit at least'],
    [18, 10n ** 10n - 1n, 599n * 10n ** 18n, 0n, 'asks for nothing rather than for less than a unit'],
    [6, 600n * 10n ** 6n, 599n * 10n ** 6n, 599n * 10n ** 6n, 'has coarser units for a coarser token'],
  ])(
    'with %s decimals and at most %s, a deficit of %s asks for %s: %s',
    (collateral, maxPoolOrder, deficit, wanted) => {
      const decimals = { collateral, payment: 6 }
      expect(chooseOrder({ ...PARAMETERS, decimals, maxPoolOrder, deficit })).toEqual(
        wanted === 0n ? NO_ORDER : { tier: 'large', spend: 0n, wanted },
      )
    },
  )

  it('orders nothing for no deficit even without a least order', () => {
    expect(chooseOrder({ ...PARAMETERS, minOrder: 0n, deficit: 0n })).toEqual(NO_ORDER)
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
        maxPoolOrder: 1n + random.magnitude(10n ** 15n),
      }
      const deficit = random.magnitude(10n ** 16n)
      const smaller = chooseOrder({ ...parameters, deficit })
      const larger = chooseOrder({ ...parameters, deficit: deficit + random.magnitude(10n ** 16n) })
      expect(tiers.indexOf(larger.tier)).toBeGreaterThanOrEqual(tiers.indexOf(smaller.tier))
      if (larger.tier === 'small') expect(larger.spend).toBeGreaterThanOrEqual(smaller.spend)
      if (larger.tier === 'large') expect(larger.wanted).toBeGreaterThanOrEqual(smaller.wanted)
      for (const { tier, spend, wanted } of [smaller, larger]) {
        expect(wanted).toBeLessThanOrEqual(parameters.maxPoolOrder)
        expect(wanted > 0n).toBe(tier === 'large')
        expect(spend).toBeLessThanOrEqual(parameters.maxOrder)
        expect(spend > 0n).toBe(tier === 'small')
        if (tier === 'small') expect(spend).toBeGreaterThanOrEqual(parameters.minOrder)
      }
    }
  })
})
