import { describe, expect, it } from 'vitest'
import { FINE } from '../../protocol/pool/constants.ts'
import { findWithdrawable } from './findWithdrawable.ts'

describe('findWithdrawable', () => {
  const balance = { collateral: 10n, payment: 3n * FINE - 1n }

  it('leaves out what a quote can still sell, down to nothing', () => {
    expect([0n, 4n, 10n, 11n].map((atRisk) => findWithdrawable({ balance, atRisk }, 'collateral'))).toEqual([
      10n,
      6n,
      0n,
      0n,
    ])
  })

  it('rounds payment down to what can be withdrawn', () => {
    expect(findWithdrawable({ balance, atRisk: 4n }, 'payment')).toBe(2n)
  })

  it('is nothing where the balance is not known', () => {
    expect(findWithdrawable({ balance: undefined, atRisk: 0n }, 'payment')).toBe(0n)
  })
})
