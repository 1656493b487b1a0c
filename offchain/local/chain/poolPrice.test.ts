import { describe, expect, it } from 'vitest'
import { sqrtPriceX96 } from './poolPrice.ts'

const ONE = 10n ** 8n

describe('sqrtPriceX96', () => {
  it('agrees with the constant for 100,000 USDC per WBTC', () => {
    // 1,000 USDC base units per WBTC base unit: floor(sqrt(1000) * 2^96), computed apart.
    expect(sqrtPriceX96({ btcUsd: 100_000n * ONE, wbtcBtc: ONE, usdcUsd: ONE })).toBe(2505414483750479311864138015696n)
  })

  it.each([
    [1n, ONE, ONE],
    [98_765_43210987n, 99_950_000n, 100_010_000n],
    [2n ** 63n, 1n, 2n ** 40n],
    [2n ** 70n, 2n ** 30n, 3n],
  ])('is the largest root not above the price for %i, %i, %i', (btcUsd, wbtcBtc, usdcUsd) => {
    const root = sqrtPriceX96({ btcUsd, wbtcBtc, usdcUsd })
    const price = ((btcUsd * wbtcBtc * 10n ** 6n) << 192n) / (usdcUsd * 10n ** 16n)
    expect(root * root).toBeLessThanOrEqual(price)
    expect((root + 1n) * (root + 1n)).toBeGreaterThan(price)
  })
})
