import { describe, expect, it } from 'vitest'
import { parseAwalBalance } from './parseAwalBalance.ts'

const ACCOUNT = '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913'
const USDC = { raw: '20000001', formatted: '20.00', decimals: 6 }
const ETH = { raw: '1000000000000000001', formatted: '1.00', decimals: 18 }
const BASE = { address: ACCOUNT, chain: 'Base', balances: { USDC, ETH }, timestamp: '2026-05-01T00:00:00Z' }

describe('parseAwalBalance', () => {
  it('reads base units to the last one, not the rounded figure', () => {
    expect(parseAwalBalance(BASE, { chain: 'base', asset: 'usdc' })).toEqual({ account: ACCOUNT, amount: 20_000_001n })
    expect(parseAwalBalance(BASE, { chain: 'base', asset: 'eth' }).amount).toBe(1_000_000_000_000_000_001n)
  })

  it.each([
    ['of all chains at once', { base: BASE, polygon: BASE }],
    ['of another chain', { ...BASE, chain: 'Polygon' }],
    ['without the token', { ...BASE, balances: { ETH } }],
    ['with a number for base units', { ...BASE, balances: { USDC: { ...USDC, raw: 20000001 } } }],
    ['with a fraction for base units', { ...BASE, balances: { USDC: { ...USDC, raw: '20.00' } } }],
    ['with a negative figure', { ...BASE, balances: { USDC: { ...USDC, raw: '-1' } } }],
    ['with other decimals', { ...BASE, balances: { USDC: { ...USDC, decimals: 18 } } }],
    ['without an address', { ...BASE, address: 'me.eth' }],
    ['that is a string', ACCOUNT],
    ['that is nothing', null],
  ])('refuses an answer %s', (_case, json) => {
    expect(() => parseAwalBalance(json, { chain: 'base', asset: 'usdc' })).toThrow('that was not asked for')
  })
})
