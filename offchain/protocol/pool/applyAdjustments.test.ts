import { describe, expect, it } from 'vitest'
import { applyAdjustments } from './applyAdjustments.ts'
import { FINE } from './constants.ts'
import type { Adjustment } from './types.ts'

const BEFORE = [
  { collateral: 10n, payment: 4n * FINE + 1n },
  { collateral: 20n, payment: 0n },
]
const deposit = { slot: 0, asset: 'collateral', kind: 'deposit', amount: 5n } satisfies Adjustment
const withdrawal = { slot: 0, asset: 'collateral', kind: 'withdrawal', amount: 10n } satisfies Adjustment

describe('adjustments', () => {
  it('leave everything as it is when there are none', () => {
    expect(applyAdjustments(BEFORE, [])).toEqual({ balances: BEFORE, accepted: [] })
  })

  it('credit deposits to their slot only, payments in fine units', () => {
    const adjustments: Adjustment[] = [deposit, { ...deposit, slot: 1, asset: 'payment', amount: 3n }]
    expect(applyAdjustments(BEFORE, adjustments)).toEqual({
      balances: [
        { collateral: 15n, payment: 4n * FINE + 1n },
        { collateral: 20n, payment: 3n * FINE },
      ],
      accepted: [true, true],
    })
  })

  it('pay a withdrawal of exactly what is there, and refuse one unit more', () => {
    expect(applyAdjustments(BEFORE, [withdrawal])).toMatchObject({
      balances: [{ collateral: 0n }, {}],
      accepted: [true],
    })
    expect(applyAdjustments(BEFORE, [{ ...withdrawal, amount: 11n }])).toEqual({ balances: BEFORE, accepted: [false] })
  })

  it('pay out whole payment units, and keep the fine ones', () => {
    const all: Adjustment = { ...withdrawal, asset: 'payment', amount: 4n }
    expect(applyAdjustments(BEFORE, [all])).toMatchObject({ balances: [{ payment: 1n }, {}], accepted: [true] })
    expect(applyAdjustments(BEFORE, [{ ...all, amount: 5n }])).toEqual({ balances: BEFORE, accepted: [false] })
  })

  it('happen in the queue’s order, each with what the ones before have left', () => {
    const more = { ...withdrawal, amount: 15n }
    expect(applyAdjustments(BEFORE, [deposit, more]).accepted).toEqual([true, true])
    expect(applyAdjustments(BEFORE, [more, deposit]).accepted).toEqual([false, true])
    expect(applyAdjustments(BEFORE, [withdrawal, withdrawal, deposit])).toMatchObject({
      balances: [{ collateral: 5n }, {}],
      accepted: [true, false, true],
    })
  })

  it('accept what moves nothing', () => {
    expect(applyAdjustments(BEFORE, [{ ...withdrawal, amount: 0n }])).toEqual({ balances: BEFORE, accepted: [true] })
  })

  it('do not change the balances that they were given', () => {
    const before = structuredClone(BEFORE)
    applyAdjustments(before, [deposit, withdrawal])
    expect(before).toEqual(BEFORE)
  })
})
