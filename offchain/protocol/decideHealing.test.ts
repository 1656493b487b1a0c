import { describe, expect, it } from 'vitest'
import { decideHealing, type HealingFacts, type HealingPolicy } from './decideHealing.ts'
import { NO_ORDER } from './policy.ts'
import { BPS, collateralFor, divideUp } from './reservePrice.ts'
import { seededRandom } from './seededRandom.ts'

const WBTC = 10n ** 8n
const PRICES = {
  btcUsd: { answer: 100_000n * 10n ** 8n, decimals: 8 },
  wbtcBtc: { answer: 10n ** 8n, decimals: 8 },
  usdcUsd: { answer: 10n ** 8n, decimals: 8 },
}

// 100,000 WBTC are owed: solvent from there, healed below 101,000 up to 102,000; large above 500.
const POLICY: HealingPolicy = {
  solvencyBps: 10_000,
  healingBps: 10_100,
  targetBps: 10_200,
  mintCeiling: 10_000n * WBTC,
  decimals: { collateral: 8, payment: 6 },
  tierBoundaryUsd: 50_000_000n,
  executionBps: 0,
  minOrder: 100_000_000n,
  maxOrder: 10n ** 15n,
  maxPoolOrder: 3_000n * WBTC,
}

const facts = (reserve: bigint, changes: Partial<HealingFacts> = {}): HealingFacts => ({
  statement: { totalReserve: reserve * WBTC, totalLiabilities: 90_000n * WBTC, asOf: 1_000 },
  prices: PRICES,
  holdings: { collateral: 0n, wanted: 0n },
  settledAt: 0n,
  ...changes,
})
const inPool = (collateral: bigint, wanted: bigint) => ({
  holdings: { collateral: collateral * WBTC, wanted: wanted * WBTC },
})
const large = (wanted: bigint) => ({ tier: 'large', spend: 0n, wanted: wanted * WBTC })
const small = (dollars: bigint) => ({ tier: 'small', spend: dollars * 10n ** 6n, wanted: 0n })

describe('decideHealing', () => {
  const situations: [string, HealingFacts, boolean, object][] = [
    ['healthy', facts(101_000n), true, NO_ORDER],
    ['large, while still solvent', facts(100_900n), true, large(1_100n)],
    ['large, insolvent', facts(99_999n), false, large(2_001n)],
    ['larger than one order', facts(90_000n), false, large(3_000n)],
    ['what is in the pool counts', facts(99_000n, inPool(2_000n, 0n)), true, NO_ORDER],
    ['and makes solvent', facts(99_000n, inPool(1_000n, 0n)), true, large(2_000n)],
    ['what is wanted does not count', facts(99_999n, inPool(0n, 2_001n)), false, NO_ORDER],
    ['but is not ordered again', facts(99_000n, inPool(0n, 1_000n)), false, large(2_000n)],
    ['more wanted than is missing', facts(99_999n, inPool(0n, 9_000n)), false, NO_ORDER],
    ['a rest of the small tier', facts(99_999n, inPool(0n, 1_991n)), false, small(1_000_000n)],
    ['a rest at the boundary', facts(99_000n, inPool(0n, 2_500n)), false, small(50_000_000n)],
    ['half filled, half wanted', facts(99_000n, inPool(1_500n, 1_500n)), true, NO_ORDER],
    ['no prices', facts(90_000n, { prices: undefined }), false, NO_ORDER],
    ['no prices, small', facts(99_999n, { ...inPool(0n, 1_991n), prices: undefined }), false, NO_ORDER],
    ['before the last delivery was seen', facts(90_000n, { settledAt: 1_000n }), false, NO_ORDER],
    ['just after', facts(90_000n, { settledAt: 999n }), false, large(3_000n)],
  ]
  it.each(situations)('%s', (_what, given, isSolvent, order) => {
    expect(decideHealing(given, POLICY)).toEqual({ isSolvent, order })
  })

  it('counts pool units of a finer token in its base units', () => {
    const scale = 10n ** 10n
    const policy = {
      ...POLICY,
      mintCeiling: POLICY.mintCeiling * scale,
      maxPoolOrder: POLICY.maxPoolOrder * scale,
      decimals: { collateral: 18, payment: 6 },
    }
    const { statement, ...rest } = facts(99_000n, inPool(500n, 1_000n))
    const { totalReserve, totalLiabilities, asOf } = statement
    // A fraction of a pool unit more is missing, which cannot be asked for.
    const finer = { totalReserve: totalReserve * scale - 1n, totalLiabilities: totalLiabilities * scale, asOf }
    expect(decideHealing({ ...rest, statement: finer }, policy)).toEqual({ isSolvent: false, order: large(1_500n) })
  })

  it('never brings the reserve above its target, and leaves nothing that it could order', () => {
    const random = seededRandom(17)
    const tiers = { none: 0, small: 0, large: 0 }
    for (let run = 0; run < 2_000; run++) {
      const collateral = 6 + Number(random.below(13n))
      const unit = 10n ** BigInt(Math.max(collateral - 8, 0))
      const one = 10n ** BigInt(collateral)
      const policy: HealingPolicy = {
        ...POLICY,
        decimals: { collateral, payment: 6 },
        mintCeiling: random.below(1_000n * one),
        executionBps: Number(random.below(300n)),
        maxOrder: POLICY.minOrder + random.magnitude(10n ** 14n),
        maxPoolOrder: unit + random.magnitude(3_000n * one),
      }
      const totalLiabilities = 1n + random.magnitude(200_000n * one)
      const owed = totalLiabilities + policy.mintCeiling
      const target = divideUp(owed * 10_200n, BPS)
      // What is missing is small beside what is there: with the custodian, in the pool, or wanted there.
      const missing = random.magnitude(5_000n * one)
      const expected = missing < target ? target - missing : 0n
      const inPool = random.below(expected + 1n)
      const holdings = { collateral: random.below(inPool + 1n) / unit, wanted: random.below(inPool + 1n) / unit }
      const totalReserve = expected - inPool
      const given = facts(0n, { statement: { totalReserve, totalLiabilities, asOf: 1_000 }, holdings })
      const { isSolvent, order } = decideHealing(given, policy)

      const counted = totalReserve + holdings.collateral * unit
      expect(isSolvent).toBe(counted >= owed)
      tiers[order.tier] += 1
      const coming = counted + holdings.wanted * unit
      if (order.tier !== 'none') expect(coming).toBeLessThan(target)
      expect(order.wanted * unit).toBeLessThanOrEqual(policy.maxPoolOrder)
      if (order.tier === 'large') {
        expect(coming + order.wanted * unit).toBeLessThanOrEqual(target)
        const isCapped = (order.wanted + 1n) * unit > policy.maxPoolOrder
        if (!isCapped) expect(coming + (order.wanted + 1n) * unit).toBeGreaterThan(target)
      }
      if (order.tier === 'small') {
        const bought = collateralFor(order.spend, PRICES, policy.decimals)
        const allowed = divideUp((target - coming) * (BPS + BigInt(policy.executionBps)), BPS)
        // Two roundings up, each of at most one base unit of payment.
        expect(bought).toBeLessThanOrEqual(allowed + collateralFor(2n, PRICES, policy.decimals) + 2n)
      }
    }
    for (const count of Object.values(tiers)) expect(count).toBeGreaterThan(100)
  })
})
