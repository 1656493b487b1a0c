import { describe, expect, it } from 'vitest'
import { planHeal } from './planHeal.ts'
import { chooseOrder } from './policy.ts'
import { seededRandom } from './seededRandom.ts'

const PARAMETERS = {
  prices: {
    btcUsd: { answer: 100_000n * 10n ** 8n, decimals: 8 },
    wbtcBtc: { answer: 10n ** 8n, decimals: 8 },
    usdcUsd: { answer: 10n ** 8n, decimals: 8 },
  },
  decimals: { collateral: 8, payment: 6 },
  tierBoundaryUsd: 50_000_000n,
  executionBps: 0,
  minOrder: 100_000_000n,
  maxOrder: 2_000_000_000_000n,
  maxPoolOrder: 600n * 10n ** 8n,
}
const BITCOIN = 10n ** 8n
const USDC = 10n ** 6n

describe('planHeal', () => {
  it.each([
    [20n * BITCOIN, { tier: 'small', spend: 2_000_000n * USDC, epochs: 1, remainder: 0n }, 'exactly one window’s cap'],
    [50n * BITCOIN, { tier: 'small', spend: 2_000_000n * USDC, epochs: 3, remainder: 0n }, 'two and a half'],
    [20n * BITCOIN + 1_000n, { tier: 'small', epochs: 1, remainder: USDC }, 'one and a rest that is never ordered'],
    [20n * BITCOIN + 100_000n, { tier: 'small', epochs: 2, remainder: 0n }, 'one and a smallest order'],
    [1_000n, { tier: 'none', spend: 0n, epochs: 0, cost: USDC, remainder: USDC }, 'less than a smallest order'],
    [0n, { tier: 'none', spend: 0n, epochs: 0, cost: 0n, remainder: 0n }, 'nothing'],
    [
      501n * BITCOIN,
      { tier: 'large', spend: 0n, poolOrder: 501n * BITCOIN, epochs: 0, cost: 50_100_000n * USDC },
      'more than the boundary',
    ],
    [700n * BITCOIN, { tier: 'large', poolOrder: 600n * BITCOIN }, 'more than one pool order'],
  ] as const)('plans a deficit of %s: %o (%s)', (deficit, plan, _name) => {
    expect(planHeal({ ...PARAMETERS, deficit })).toMatchObject(plan)
  })

  it('names what the pool is asked for in base units of a finer token', () => {
    const finer = { ...PARAMETERS, decimals: { collateral: 18, payment: 6 }, maxPoolOrder: 600n * 10n ** 18n }
    expect(planHeal({ ...finer, deficit: 501n * 10n ** 18n + 1n }).poolOrder).toBe(501n * 10n ** 18n)
  })

  it('orders nothing more after exactly one cap, also without a smallest order', () => {
    expect(planHeal({ ...PARAMETERS, deficit: 20n * BITCOIN, minOrder: 0n })).toMatchObject({
      epochs: 1,
      remainder: 0n,
    })
  })

  it('orders what the workflow would, in as many epochs as it takes to order all but a remainder', () => {
    const random = seededRandom(11)
    for (let run = 0; run < 500; run++) {
      const maxOrder = 1n + random.magnitude(2n ** 44n)
      const parameters = {
        ...PARAMETERS,
        deficit: random.magnitude(2n ** 36n),
        maxOrder,
        minOrder: random.below(maxOrder),
      }
      const { tier, cost, spend, poolOrder, epochs, remainder } = planHeal(parameters)
      expect({ tier, spend, wanted: poolOrder }).toEqual(chooseOrder(parameters))
      if (tier !== 'small') continue
      expect(BigInt(epochs) * maxOrder + remainder).toBeGreaterThanOrEqual(cost)
      expect(BigInt(epochs - 1) * maxOrder + remainder).toBeLessThanOrEqual(cost)
      expect(remainder === 0n || remainder < parameters.minOrder).toBe(true)
    }
  })
})
