import { pad } from 'viem'
import { describe, expect, it } from 'vitest'
import { type HeadWatch, watchHead } from './watchHead.ts'

const NOW = 1_800_000_000
const LIMITS = { stallMs: 60_000, skewMs: 30_000 }

const observe = (watch: HeadWatch | undefined, number: bigint, ageSeconds = 0, nowMs = NOW * 1_000) =>
  watchHead({ watch, head: { number, hash: pad('0x01'), timestamp: nowMs / 1_000 - ageSeconds }, nowMs, ...LIMITS })

const fine = { stalledForMs: undefined, wentBackBy: undefined, clockSkewMs: undefined }

describe('watchHead', () => {
  it('finds nothing wrong with a first head, however old: the chain may have been quiet', () => {
    expect(observe(undefined, 5n, 3_600)).toEqual({ watch: { highest: 5n, sinceMs: NOW * 1_000 }, ...fine })
  })

  it('reports a head that stays the same for longer than allowed, until a new one comes', () => {
    const watch = { highest: 5n, sinceMs: NOW * 1_000 - 60_000 }
    expect(observe(watch, 5n).stalledForMs).toBeUndefined()
    const late = observe({ ...watch, sinceMs: watch.sinceMs - 1 }, 5n)
    expect(late.stalledForMs).toBe(60_001)
    expect(late.watch.highest).toBe(5n)
    expect(observe(late.watch, 6n)).toEqual({ watch: { highest: 6n, sinceMs: NOW * 1_000 }, ...fine })
  })

  it('reports a head that went back, which is no progress', () => {
    const watch = { highest: 9n, sinceMs: NOW * 1_000 - 70_000 }
    expect(observe(watch, 7n)).toMatchObject({ watch, wentBackBy: 2n, stalledForMs: 70_000 })
  })

  it('reports a clock that differs from the time of a new block, in either direction', () => {
    const watch = { highest: 5n, sinceMs: NOW * 1_000 }
    expect(observe(watch, 6n, 31).clockSkewMs).toBe(31_000)
    expect(observe(watch, 6n, 30).clockSkewMs).toBeUndefined()
    expect(observe(watch, 6n, -31).clockSkewMs).toBe(-31_000)
    expect(observe(undefined, 6n, -31).clockSkewMs).toBe(-31_000)
  })

  it('does not judge the clock by a block that is not new', () => {
    expect(observe({ highest: 6n, sinceMs: NOW * 1_000 }, 6n, 31).clockSkewMs).toBeUndefined()
  })
})
