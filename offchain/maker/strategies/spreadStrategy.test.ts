import { describe, expect, it } from 'vitest'
import type { MakerView } from '../reading/makerView.ts'
import { type SpreadParameters, spreadStrategy } from './spreadStrategy.ts'

const TERMS: SpreadParameters = { shareBps: 5_000n, basePremiumBps: 40n, slopeBps: 100n, target: 300n }
const decide = (collateral: bigint, minimumQuote = 1n, terms = TERMS) =>
  spreadStrategy(terms)({ balance: { collateral, payment: 0n }, minimumQuote } as MakerView)

describe('spreadStrategy', () => {
  it.each([
    [300n, 150n, 40n],
    [900n, 450n, 40n],
    [150n, 75n, 90n],
    // Size is rounded down, premium up: both for the maker.
    [299n, 149n, 41n],
    [3n, 1n, 139n],
  ])('of %i it offers %i at %i bps', (collateral, size, premiumBps) => {
    expect(decide(collateral)).toEqual({ quote: { size, premiumBps } })
  })

  it('withdraws what would be below the smallest quote', () => {
    expect(decide(299n, 150n)).toBe('withdraw')
    expect(decide(300n, 150n)).not.toBe('withdraw')
    expect(decide(0n)).toBe('withdraw')
  })

  it.each([
    [{ shareBps: 0n }, 'share'],
    [{ shareBps: 10_001n }, 'share'],
    [{ target: 0n }, 'target'],
    [{ basePremiumBps: -1n }, 'premiums'],
    [{ basePremiumBps: 9_901n }, 'premiums'],
  ])('refuses %o', (changes, named) => {
    expect(() => spreadStrategy({ ...TERMS, ...changes })).toThrow(named)
  })
})
