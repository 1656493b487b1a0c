import { describe, expect, it } from 'vitest'
import { createTokenBuckets } from './createTokenBuckets.ts'

const create = () => {
  const clock = { nowMs: 0 }
  return { clock, buckets: createTokenBuckets({ burst: 3, perSecond: 2 }, () => clock.nowMs) }
}

describe('token buckets', () => {
  it('give a burst at once, and then say how long to wait', () => {
    const { buckets } = create()
    expect([1, 2, 3, 4, 5].map(() => buckets.take('a'))).toEqual([0, 0, 0, 500, 500])
  })

  it('fill again at their rate, and not above the burst', () => {
    const { buckets, clock } = create()
    for (let count = 0; count < 3; count++) buckets.take('a')
    clock.nowMs = 499
    expect(buckets.take('a')).toBe(1)
    clock.nowMs = 500
    expect(buckets.take('a')).toBe(0)
    clock.nowMs = 1_000_000
    expect([1, 2, 3, 4].map(() => buckets.take('a'))).toEqual([0, 0, 0, 500])
  })

  it('are one for each name', () => {
    const { buckets } = create()
    for (let count = 0; count < 4; count++) buckets.take('a')
    expect(buckets.take('b')).toBe(0)
  })

  it('forget the one that was asked for longest ago when there are too many', () => {
    const { buckets } = create()
    for (const name of ['old', 'kept']) for (let count = 0; count < 3; count++) buckets.take(name)
    for (let count = 0; count < 9_998; count++) buckets.take(`name ${count}`)
    expect(buckets.take('old')).toBe(500)
    buckets.take('one more')
    expect(buckets.take('old')).toBe(500)
    expect(buckets.take('kept')).toBe(0)
  })
})
