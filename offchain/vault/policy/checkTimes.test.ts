import { pad } from 'viem'
import { describe, expect, it } from 'vitest'
import { checkTimes } from './checkTimes.ts'

const NOW = 1_800_000_000

type Times = { timestamp?: number; number?: bigint; headTimestamp?: number; now?: number }
const check = ({ timestamp = NOW, number = 90n, headTimestamp = NOW, now = NOW }: Times) =>
  checkTimes({
    final: { number, hash: pad('0x5a'), timestamp },
    head: { number: 100n, hash: pad('0x64'), timestamp: headTimestamp },
    now,
    maxBlockAgeSeconds: 600,
    maxHeadAgeSeconds: 300,
  })

describe('checkTimes', () => {
  it('takes a final block that is as old as it may be', () => {
    expect(check({ timestamp: NOW - 600 })).toBeUndefined()
  })

  it('refuses one that is a second older: the chain stands still, or is kept from us', () => {
    expect(check({ timestamp: NOW - 601 })).toEqual({
      isAllowed: false,
      code: 'chainStale',
      reason: `the final block 90 of ${NOW - 601} (Unix seconds) is 601 s old by this node's clock; at most 600`,
      retryable: true,
    })
  })

  it('takes a block that is a minute ahead of the clock', () => {
    expect(check({ timestamp: NOW + 60 })).toBeUndefined()
  })

  it('refuses one that is further ahead: by such a clock no block is too old', () => {
    expect(check({ timestamp: NOW + 61 })).toEqual({
      isAllowed: false,
      code: 'clockBehind',
      reason: `the final block 90 of ${NOW + 61} (Unix seconds) is 61 s in the future: this node's clock is behind`,
      retryable: true,
    })
  })

  it('refuses a head that is before the final block: revocations would be hidden there', () => {
    expect(check({ number: 101n })).toMatchObject({
      code: 'headBehind',
      reason: `the head, block 100, is before the final block 101 of ${NOW} (Unix seconds)`,
      retryable: true,
    })
    expect(check({ number: 100n })).toBeUndefined()
  })

  it('takes a head that is as old as it may be', () => {
    expect(check({ timestamp: NOW - 400, headTimestamp: NOW - 300 })).toBeUndefined()
  })

  it('refuses a head that is a second older: it may hide revocations, although the final block is young enough', () => {
    expect(check({ timestamp: NOW - 400, headTimestamp: NOW - 301 })).toEqual({
      isAllowed: false,
      code: 'headStale',
      reason: `the head, block 100 of ${NOW - 301} (Unix seconds) is 301 s old by this node's clock; at most 300`,
      retryable: true,
    })
  })

  it('refuses a head that is further ahead than clocks differ: by such a clock no head is too old', () => {
    expect(check({ timestamp: NOW - 400, headTimestamp: NOW + 60 })).toBeUndefined()
    expect(check({ timestamp: NOW - 400, headTimestamp: NOW + 61 })).toMatchObject({
      code: 'clockBehind',
      reason: `the head, block 100 of ${NOW + 61} (Unix seconds) is 61 s in the future: this node's clock is behind`,
    })
  })

  it('refuses when a time is no number', () => {
    expect(check({ timestamp: Number.NaN })).toMatchObject({ code: 'chainStale' })
    expect(check({ now: Number.NaN })).toMatchObject({ code: 'chainStale' })
    expect(check({ headTimestamp: Number.NaN })).toMatchObject({ code: 'headStale' })
  })
})
