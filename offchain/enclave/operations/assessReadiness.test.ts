import { describe, expect, it } from 'vitest'
import type { EnclaveHealth } from '../enclaveHealth.ts'
import { assessReadiness, type ReadinessFacts } from './assessReadiness.ts'

const HEALTH: EnclaveHealth = {
  signer: `0x${'11'.repeat(20)}`,
  state: 'active',
  expiresAt: 2,
  checkedAt: 1,
  problem: undefined,
  matching: { state: 'idle', reason: undefined, round: 1, settledRound: 1 },
}
const READY: ReadinessFacts = { health: HEALTH, isMatcher: true, headAgeMs: 100, maxHeadAgeMs: 100 }
const doing = (state: NonNullable<EnclaveHealth['matching']>['state']) => ({
  health: { ...HEALTH, matching: { state, reason: undefined, round: 1, settledRound: 1 } },
})

describe('assessReadiness', () => {
  it.each([
    ['nothing is wrong', {}, []],
    ['it waits for others', doing('standby'), []],
    ['it proves', doing('proving'), []],
    ['the head stands still a millisecond too long', { headAgeMs: 101 }, ['noHeadProgress']],
    ['it saw no head yet', { headAgeMs: undefined }, ['noHeadProgress']],
    ['it cannot settle', doing('blocked'), ['matchingBlocked']],
    ['it has not looked yet', doing('starting'), ['notMatching']],
    ['it is not registered', { health: { ...HEALTH, state: 'inactive' } }, ['notActive']],
    ['nothing is known', { health: undefined, headAgeMs: undefined }, ['notActive', 'notMatching', 'noHeadProgress']],
    [
      'it does not match, and was told not to',
      { isMatcher: false, headAgeMs: undefined, ...{ health: { ...HEALTH, matching: undefined } } },
      [],
    ],
  ] as [string, Partial<ReadinessFacts>, string[]][])('says why not when %s', (_when, change, reasons) => {
    expect(assessReadiness({ ...READY, ...change })).toEqual({ ready: reasons.length === 0, reasons })
  })
})
