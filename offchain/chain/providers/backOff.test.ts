import { describe, expect, it } from 'vitest'
import { BACK_OFF, backOffMs } from './backOff.ts'

const wait = (failures: number, random: number) => backOffMs({ failures, retryAfterMs: undefined, random })

describe('backOffMs', () => {
  it('doubles with each failure, half of it at random', () => {
    expect([1, 2, 3].map((failures) => wait(failures, 1))).toEqual([250, 500, 1_000])
    expect([1, 2, 3].map((failures) => wait(failures, 0))).toEqual([125, 250, 500])
  })

  it('is bounded, also after a night of failures', () => {
    expect(wait(10_000, 1)).toBe(BACK_OFF.longestMs)
  })

  it('follows what the endpoint asks for, up to a minute', () => {
    expect(backOffMs({ failures: 1, retryAfterMs: 7_000, random: 0 })).toBe(7_000)
    expect(backOffMs({ failures: 1, retryAfterMs: 86_400_000, random: 0 })).toBe(60_000)
  })
})
