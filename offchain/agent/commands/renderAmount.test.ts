import { describe, expect, it } from 'vitest'
import { renderAmount } from './renderAmount.ts'

const USDC = { symbol: 'USDC', decimals: 6 }

describe('renderAmount', () => {
  it.each([
    [0n, '0 USDC'],
    [1n, '0.000001 USDC'],
    [999_000_000n, '999 USDC'],
    [1_000_000_000n, '1,000 USDC'],
    [1_234_567_890_123n, '1,234,567.890123 USDC'],
  ])('writes %s as %s', (amount, text) => expect(renderAmount(amount, USDC)).toBe(text))
})
