import { describe, expect, it } from 'vitest'
import { DELIVERY_POLICY, retryDelay } from './retryDelay.ts'

const soon = { retryable: true, retryAfterMs: undefined }
const delays = (attempts: number, failure: Parameters<typeof retryDelay>[0]['failure'] = soon) =>
  Array.from({ length: 300 }, () => retryDelay({ attempts, failure, policy: DELIVERY_POLICY }))

describe('retryDelay', () => {
  it.each([
    [0, 5],
    [1, 10],
    [4, 80],
    [7, 640],
    [8, 900],
    [1_000_000, 900],
  ])('after %i attempts stays between half and all of %i seconds, and uses that range', (attempts, longest) => {
    const all = delays(attempts)
    expect(Math.max(...all)).toBeLessThanOrEqual(longest)
    expect(Math.min(...all)).toBeGreaterThanOrEqual(longest / 2)
    expect(new Set(all).size).toBeGreaterThan(1)
    expect(all.every(Number.isSafeInteger)).toBe(true)
  })

  it('waits long at once when somebody has to change something first', () => {
    const all = delays(0, { retryable: false, retryAfterMs: undefined })
    expect(Math.min(...all)).toBeGreaterThanOrEqual(450)
  })

  it('comes no sooner than the receiver allows, and no sooner than it would anyway', () => {
    expect(Math.min(...delays(0, { retryable: true, retryAfterMs: 59_001 }))).toBe(60)
    expect(Math.min(...delays(8, { retryable: true, retryAfterMs: 1000 }))).toBeGreaterThanOrEqual(450)
  })
})
