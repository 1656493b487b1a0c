import { describe, expect, it } from 'vitest'
import type { PoolAssets } from '../../chain/darkpool/readPoolAssets.ts'
import { formatAmount } from './formatAmount.ts'
import { parseAmount } from './parseAmount.ts'

const address = '0x5FbDB2315678afecb367f032d93F642f64180aa3'
const ASSETS: PoolAssets = {
  collateral: { address, symbol: 'WBTC', decimals: 8, unit: 1n },
  payment: { address, symbol: 'USDC', decimals: 6, unit: 1n },
}

describe('parseAmount', () => {
  it.each([
    ['1.5 WBTC', 'collateral', 150_000_000n],
    ['0.00000001 WBTC', 'collateral', 1n],
    ['250000 USDC', 'payment', 250_000_000_000n],
    ['1.50000000 WBTC', 'collateral', 150_000_000n],
  ] as const)('reads %s', (text, asset, amount) => {
    expect(parseAmount(ASSETS, text)).toEqual({ asset, amount })
    expect(parseAmount(ASSETS, formatAmount(ASSETS, asset, amount))).toEqual({ asset, amount })
  })

  it.each([
    ['1.5', 'give a decimal amount and its unit'],
    ['1,5 WBTC', 'give a decimal amount and its unit'],
    ['-1 WBTC', 'give a decimal amount and its unit'],
    ['1e3 WBTC', 'give a decimal amount and its unit'],
    ['.5 WBTC', 'give a decimal amount and its unit'],
    ['1.5 BTC', 'holds WBTC and USDC, not BTC'],
    ['1.5 wbtc', 'holds WBTC and USDC, not wbtc'],
    ['0.000000001 WBTC', 'more than the 8 decimals'],
    ['1.0000001 USDC', 'more than the 6 decimals'],
    ['0.0 WBTC', 'is nothing'],
    ['184467440737.09551616 WBTC', 'more than the pool can count'],
  ])('refuses %s', (text, why) => expect(() => parseAmount(ASSETS, text)).toThrow(why))
})
