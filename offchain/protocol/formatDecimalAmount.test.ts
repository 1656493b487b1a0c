import { parseUnits } from 'viem'
import { describe, expect, it } from 'vitest'
import { formatDecimalAmount } from './formatDecimalAmount.ts'

describe('formatDecimalAmount', () => {
  it.each([
    [10_000_000n, 6, '10.000000'],
    [1n, 6, '0.000001'],
    [150_500_000n, 6, '150.500000'],
    [10n ** 16n, 18, '0.010000000000000000'],
    [123_456_789_012_345_678_901n, 6, '123456789012345.678901'],
  ])('writes %s base units of %s decimals as %s', (amount, decimals, text) => {
    expect(formatDecimalAmount(amount, decimals)).toBe(text)
  })

  it('never loses a unit and never leaves out the point', () => {
    for (let amount = 1n; amount < 10n ** 40n; amount = amount * 7n + 3n) {
      const text = formatDecimalAmount(amount, 6)
      expect(text).toMatch(/^\d+\.\d{6}$/)
      expect(parseUnits(text, 6)).toBe(amount)
    }
  })
})
