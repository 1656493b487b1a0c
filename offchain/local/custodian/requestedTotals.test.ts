import { describe, expect, it } from 'vitest'
import { requestedTotals } from './requestedTotals.ts'

describe('requestedTotals', () => {
  it.each([
    ['0', 0n],
    ['13000000000000', 13_000_000_000_000n],
    [13_000_000_000_000, 13_000_000_000_000n],
    [(2n ** 96n).toString(), 2n ** 96n],
  ])('takes %s exactly', (totalReserve, amount) => {
    expect(requestedTotals.parse({ totalReserve })).toEqual({ totalReserve: amount })
    expect(requestedTotals.parse({ totalLiabilities: totalReserve })).toEqual({ totalLiabilities: amount })
  })

  it.each([
    [1.5],
    [-1],
    [2 ** 53],
    [1e21],
    ['1.5'],
    ['-1'],
    ['1e8'],
    ['0x10'],
    [''],
    [' 1'],
    [(2n ** 96n + 1n).toString()],
    ['9'.repeat(41)],
    [null],
    [true],
    [['1']],
    [{}],
  ])('refuses %j and names it', (totalReserve) => {
    const { error } = requestedTotals.safeParse({ totalReserve })
    expect(error?.issues[0]?.message).toContain(JSON.stringify(totalReserve).slice(0, 20))
    expect(error?.issues[0]?.path).toEqual(['totalReserve'])
  })

  it.each([[{}], [{ totalReserves: '1' }], [{ totalReserve: '1', lag: 3 }], ['text'], [null]])(
    'refuses the body %j',
    (body) => {
      expect(requestedTotals.safeParse(body).success).toBe(false)
    },
  )
})
