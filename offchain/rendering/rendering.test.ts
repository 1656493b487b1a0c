import { describe, expect, it } from 'vitest'
import { renderJson } from './renderJson.ts'
import { renderMoment } from './renderMoment.ts'
import { renderSpan } from './renderSpan.ts'
import { renderTime } from './renderTime.ts'

describe('renderSpan', () => {
  it.each([
    [0, '0 s'],
    [119, '119 s'],
    [120, '2 min'],
    [7_199, '119 min'],
    [7_200, '2 h'],
    [200_000, '2 d'],
  ])('writes %s seconds as %s', (seconds, text) => expect(renderSpan(seconds)).toBe(text))
})

describe('a Unix time', () => {
  it('is UTC to the second, in both forms', () => {
    expect([renderMoment(1_750_000_000), renderTime(1_750_000_000)]).toEqual([
      '2025-06-15T15:06:40Z',
      '2025-06-15 15:06:40 UTC',
    ])
  })
})

describe('renderJson', () => {
  it('writes a bigint as its digits, indented or in one line', () => {
    expect(renderJson({ amount: 2n ** 64n })).toBe('{\n  "amount": "18446744073709551616"\n}')
    expect(renderJson({ amount: 1n, kind: 'heal' }, 0)).toBe('{"amount":"1","kind":"heal"}')
  })
})
