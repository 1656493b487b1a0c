import { describe, expect, it } from 'vitest'
import type { DoctorContext } from '../doctorContext.ts'
import type { AnsweringEndpoint } from '../surveyEndpoints.ts'
import { checkClock } from './checkClock.ts'

const HEAD_AT = 1_763_700_000

const examine = (now: number) => {
  const best = { head: { number: 5n, hash: '0x', timestamp: HEAD_AT } } as unknown as AnsweringEndpoint
  return checkClock({ best, now: () => now, maxClockSkewSeconds: 30 } as unknown as DoctorContext)
}

describe('checkClock', () => {
  it('allows the skew in both directions, and a block to grow old', async () => {
    for (const offset of [-30, 0, 12, 90]) expect((await examine(HEAD_AT + offset)).verdict).toBe('pass')
  })

  it('tells a clock that is behind from one that is ahead', async () => {
    expect(await examine(HEAD_AT - 31)).toMatchObject({ verdict: 'fail', detail: expect.stringContaining('behind') })
    expect(await examine(HEAD_AT + 91)).toMatchObject({ verdict: 'fail', detail: expect.stringContaining('ahead') })
  })

  it('has nothing to compare with when no endpoint answers', async () => {
    const context = { best: undefined, now: () => 0, maxClockSkewSeconds: 30 } as unknown as DoctorContext
    expect((await checkClock(context)).verdict).toBe('skip')
  })
})
