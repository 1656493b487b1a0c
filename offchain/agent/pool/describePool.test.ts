import { describe, expect, it } from 'vitest'
import { makePoolEvent, makeSettledRequest, NOW, POOL_POLICY, POOL_SIGHT } from '../../../test/offchain/poolSight.ts'
import { foldRequests } from '../../protocol/foldRequests.ts'
import { describePool } from './describePool.ts'
import type { PoolSight } from './poolKeeper.ts'

const tell = (change: Partial<PoolSight> = {}, now = NOW, waits: string | undefined = undefined) =>
  describePool({ seen: { sight: { ...POOL_SIGHT, ...change }, at: now }, policy: POOL_POLICY, waits }, now).map(
    ({ kind, severity }) => `${kind} ${severity}`,
  )
const state = (change: Partial<PoolSight['state']>) => ({ state: { ...POOL_SIGHT.state, ...change } })
const expired = [
  makePoolEvent({ kind: 'sent', requestId: 8, epoch: 5 }, 20),
  makePoolEvent({ kind: 'ended', requestId: 8, status: 'expired' }, 30),
]
const { live, schedule } = POOL_SIGHT.state

describe('describePool', () => {
  it('finds nothing wrong where all is well, before the first look, or where the pool is not used', () => {
    expect(tell()).toEqual([])
    expect(describePool({ seen: undefined, policy: POOL_POLICY, waits: undefined }, NOW)).toEqual([])
    expect(tell({ ...state({ isKeyed: false, ether: 0n }), matchers: { active: 0, expiresAt: 0 } })).toEqual([])
  })

  it('tells of an expired request until a later one is settled', () => {
    expect(tell({ requests: foldRequests(expired) })).toEqual(['requestExpired critical'])
    const [pending] = [makePoolEvent({ kind: 'sent', requestId: 9, epoch: 6 }, 40)]
    expect(tell({ requests: foldRequests([...expired, pending]) })).toEqual(['requestExpired critical'])
    expect(tell({ requests: foldRequests([...expired, ...makeSettledRequest(9, 40)]) })).toEqual([])
  })

  it('tells of a round that nobody closed for half a window, or settled within one', () => {
    if (!live) throw new Error('a request is pending')
    const due = live.openedAt + 1_200
    expect(tell({}, due + 600)).toEqual([])
    expect(tell({}, due + 601)).toEqual(['roundOverdue warning'])
    expect(tell(state({ isPaused: true }), due + 601)).toEqual([])
    const closed = { round: 4, requestId: 7, closedAt: due, deadline: due + 1_200 }
    expect(tell(state({ closed }), due + 1_200)).toEqual([])
    expect(tell(state({ closed }), due + 1_201)).toEqual(['roundOverdue warning'])
  })

  it('tells of matchers that are not there, and of the last one’s end', () => {
    expect(tell({ matchers: { active: 0, expiresAt: 0 } })).toEqual(['matcherMissing critical'])
    expect(tell({ matchers: { active: 1, expiresAt: NOW + 86_399 } })).toEqual(['matcherMissing warning'])
    expect(tell({ matchers: { active: 1, expiresAt: NOW + 86_400 } })).toEqual([])
  })

  it('counts the stakes that come back', () => {
    expect(tell(state({ ether: 10n }))).toEqual([])
    expect(tell(state({ ether: 9n }))).toEqual(['stakeLow warning'])
    expect(tell(state({ ether: 9n, live: undefined }))).toEqual(['stakeLow critical'])
    expect(tell(state({ ether: 9n, stakeCredit: 11n, live: undefined }))).toEqual([])
  })

  it('tells of the cap on cover, of requests that do not go out, and of a pool that is frozen and nothing else', () => {
    expect(tell({ cover: { month: 30n, nextRequest: 3n, spent: 10n, cap: 12n } })).toEqual(['coverCapReached warning'])
    const late = NOW - 100 + 2 * schedule.requestInterval
    const idle = state({ live: undefined })
    const fresh = { ...idle, matchers: { active: 1, expiresAt: late + 100_000 } }
    expect(tell(fresh, late, 'reportBeforeRequest')).toEqual([])
    expect(tell(fresh, late + 1, 'reportBeforeRequest')).toEqual(['requestOverdue warning'])
    expect(tell(fresh, late + 1)).toEqual([])
    expect(tell({ ...state({ isFrozen: true, ether: 0n }), requests: foldRequests(expired) })).toEqual([
      'poolFrozen critical',
    ])
  })

  it('tells of deposits that stopped', () => {
    const late = schedule.lastPoolDepositAt + 2 * schedule.depositInterval
    const idle = (change: Partial<typeof schedule> = {}) => ({
      ...state({ live: undefined, schedule: { ...schedule, ...change } }),
      matchers: { active: 1, expiresAt: late + 100_000 },
    })
    expect(tell(idle(), late)).toEqual([])
    expect(tell(idle(), late + 1)).toEqual(['depositOverdue warning'])
    expect(tell(idle({ lastPoolDepositAt: 0 }), late + 1)).toEqual([])
  })

  it('never says what the pool holds or moved', () => {
    const secret = 4_321_987_654_321n
    const sight = {
      ...POOL_SIGHT,
      ...state({ ether: 0n, balance: secret, depositAmount: secret }),
      requests: foldRequests(expired),
      cover: { month: secret, nextRequest: 3n, spent: secret, cap: 1n },
      matchers: { active: 0, expiresAt: 0 },
    }
    const said = describePool({ seen: { sight, at: NOW }, policy: POOL_POLICY, waits: 'requestLive' }, NOW)
    expect(said.length).toBeGreaterThan(3)
    expect(said.map(({ summary }) => summary).join(' ')).not.toMatch(/\d{2,}|heal/)
  })
})
