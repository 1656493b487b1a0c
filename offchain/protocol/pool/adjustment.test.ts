import { describe, expect, it } from 'vitest'
import { packAdjustment, unpackAdjustment } from './adjustment.ts'
import { PoolError } from './poolError.ts'
import type { Adjustment } from './types.ts'

const MOST = 2n ** 64n - 1n
const NONE: Adjustment = { slot: 0, asset: 'collateral', kind: 'deposit', amount: 0n }
const ALL: Adjustment = { slot: 31, asset: 'payment', kind: 'withdrawal', amount: MOST }

describe('the word of an adjustment', () => {
  it.each([
    [NONE, 0n],
    [{ ...NONE, amount: MOST }, MOST],
    [{ ...NONE, slot: 31 }, 31n * 2n ** 64n],
    [{ ...NONE, asset: 'payment' }, 2n ** 72n],
    [{ ...NONE, kind: 'withdrawal' }, 2n ** 73n],
    [ALL, MOST + 31n * 2n ** 64n + 2n ** 72n + 2n ** 73n],
  ] satisfies [Adjustment, bigint][])('has each part in its place: %o', (adjustment, word) => {
    expect(packAdjustment(adjustment)).toBe(word)
    expect(unpackAdjustment(word)).toEqual(adjustment)
  })

  it.each([
    [{ ...NONE, slot: 32 }, 'slot 32 does not exist: slots are 0 to 31'],
    [{ ...NONE, slot: -1 }, 'slot -1 does not exist: slots are 0 to 31'],
    [{ ...NONE, slot: 0.5 }, 'slot 0.5 does not exist: slots are 0 to 31'],
    [{ ...NONE, amount: MOST + 1n }, `amount ${MOST + 1n} does not fit into 64 bits`],
    [{ ...NONE, amount: -1n }, 'amount -1 does not fit into 64 bits'],
  ] satisfies [Adjustment, string][])('is not made of %o', (adjustment, message) => {
    expect(() => packAdjustment(adjustment)).toThrow(new PoolError(message))
  })

  it.each([
    [32n * 2n ** 64n, 'slot 32 does not exist: slots are 0 to 31'],
    [2n ** 74n, `entry ${2n ** 74n} does not fit into 74 bits`],
    [-1n, 'entry -1 does not fit into 74 bits'],
  ])('is never %s', (word, message) => {
    expect(() => unpackAdjustment(word)).toThrow(new PoolError(message))
  })
})
