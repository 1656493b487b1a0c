import { describe, expect, it } from 'vitest'
import { assess, chooseOrder } from '../../protocol/policy.ts'
import { FIXTURE } from '../chain/fixture.ts'
import { POOL_SETTINGS } from '../stack/localSettings.ts'
import { drawAmounts } from './drawAmounts.ts'

const BPS = 10_000n
const SEEDS = Array.from({ length: 200 }, (_, index) => `seed ${index}`)
const { workflow, darkPool } = POOL_SETTINGS
const mintCeiling = BigInt(workflow.mintCeiling)
const owed = FIXTURE.wbtcSupply + mintCeiling
const target = (owed * BigInt(workflow.targetBps) + BPS - 1n) / BPS
const feed = (answer: bigint) => ({ answer, decimals: 8 })
const prices = { btcUsd: feed(FIXTURE.btcUsd), wbtcBtc: feed(FIXTURE.wbtcBtc), usdcUsd: feed(FIXTURE.usdcUsd) }

const orderOf = (totalReserve: bigint) => {
  const books = { totalReserve, totalLiabilities: FIXTURE.wbtcSupply, mintCeiling }
  const { isSolvent, deficit } = assess(books, workflow)
  const order = chooseOrder({
    ...{ deficit, prices, decimals: { collateral: 8, payment: 6 } },
    tierBoundaryUsd: BigInt(workflow.tierBoundaryUsd),
    executionBps: workflow.executionBps,
    minOrder: BigInt(workflow.minOrder),
    maxOrder: BigInt(workflow.maxOrder),
    maxPoolOrder: BigInt(workflow.maxPoolOrder),
  })
  return { isSolvent, order }
}
const offered = (seed: string, ample: boolean): bigint =>
  drawAmounts(seed, { ample }).plans.reduce(
    (sum, { inventory, shareBps }) => sum + (inventory * BigInt(shareBps)) / BPS,
    0n,
  )

describe('drawAmounts', () => {
  it('draws the same for a seed, and something else for another', () => {
    expect(drawAmounts('a', { ample: true })).toEqual(drawAmounts('a', { ample: true }))
    expect(drawAmounts('a', { ample: true })).not.toEqual(drawAmounts('b', { ample: true }))
  })

  it('draws a deficit that is large while the reserve is solvent, and ordered whole', () => {
    for (const seed of SEEDS) {
      const { deficit } = drawAmounts(seed, { ample: true })
      expect(orderOf(target - deficit)).toEqual({
        isSolvent: true,
        order: { tier: 'large', spend: 0n, wanted: deficit },
      })
    }
  })

  it('draws makers who offer enough, or far too little', () => {
    for (const seed of SEEDS) {
      const { deficit } = drawAmounts(seed, { ample: true })
      expect(offered(seed, true)).toBeGreaterThan(deficit)
      expect(2n * offered(seed, false)).toBeLessThan(deficit)
    }
  })

  it('draws premiums that the last round of a request allows', () => {
    for (const seed of SEEDS) {
      for (const { basePremiumBps, slopeBps } of drawAmounts(seed, { ample: true }).plans)
        expect(basePremiumBps + slopeBps).toBeLessThan(Number(darkPool.maxPremiumBps))
    }
  })

  it('draws books that are insolvent even with all that makers who are short could deliver', () => {
    for (const seed of SEEDS) {
      const { belowOwed } = drawAmounts(seed, { ample: false })
      expect(orderOf(owed - belowOwed + offered(seed, false)).isSolvent).toBe(false)
    }
  })
})
