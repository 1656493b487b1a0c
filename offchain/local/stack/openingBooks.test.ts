import { describe, expect, it } from 'vitest'
import { assess } from '../../protocol/policy.ts'
import { LOCAL_SETTINGS, POOL_SETTINGS } from './localSettings.ts'
import { openingBooks } from './openingBooks.ts'

const WBTC = 100_000_000n

describe('openingBooks', () => {
  it.each([
    ['a surplus', 130_130n],
    ['no surplus', 130_000n],
    ['a deficit', 129_500n],
    ['a large surplus', 140_000n],
  ])('begins solvent and falls short within the small tier when the chain shows %s', (_what, reserve) => {
    const onChain = { totalReserve: reserve * WBTC, totalLiabilities: 130_000n * WBTC }
    const { totalReserve, shortfall } = openingBooks(onChain)
    const mintCeiling = BigInt(LOCAL_SETTINGS.workflow.mintCeiling)
    const books = { totalLiabilities: onChain.totalLiabilities, mintCeiling }
    expect(assess({ ...books, totalReserve }, LOCAL_SETTINGS.workflow)).toEqual({ isSolvent: true, deficit: 0n })
    const short = assess({ ...books, totalReserve: totalReserve - shortfall }, LOCAL_SETTINGS.workflow)
    expect(short.isSolvent).toBe(false)
    expect(short.deficit).toBeGreaterThan(2n * WBTC)
    expect(short.deficit).toBeLessThan(50n * WBTC)
  })

  it('stays solvent, and falls short beyond the tier boundary, where the pool is at work', () => {
    const { workflow } = POOL_SETTINGS
    const onChain = { totalReserve: 130_130n * WBTC, totalLiabilities: 130_000n * WBTC }
    const { totalReserve, shortfall } = openingBooks(onChain, POOL_SETTINGS)
    const books = { totalLiabilities: onChain.totalLiabilities, mintCeiling: BigInt(workflow.mintCeiling) }
    expect(assess({ ...books, totalReserve }, workflow)).toEqual({ isSolvent: true, deficit: 0n })
    const short = assess({ ...books, totalReserve: totalReserve - shortfall }, workflow)
    expect(short.isSolvent).toBe(true)
    // 50 million dollars at 100,000.
    expect(short.deficit).toBeGreaterThan(501n * WBTC)
  })
})
