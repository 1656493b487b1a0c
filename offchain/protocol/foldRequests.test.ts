import { describe, expect, it } from 'vitest'
import { makePoolEvent, makeSettledRequest, NOW } from '../../test/offchain/poolSight.ts'
import { foldRequests } from './foldRequests.ts'

describe('foldRequests', () => {
  it('tells each request by its public status, newest first, whatever the order of the events', () => {
    const expired = [
      makePoolEvent({ kind: 'sent', requestId: 2, epoch: 5 }, 20),
      makePoolEvent({ kind: 'ended', requestId: 2, status: 'expired' }, 30),
    ]
    const events = [...makeSettledRequest(1, 1), ...expired]
    const told = foldRequests(events)
    expect(told).toEqual(foldRequests(events.toReversed()))
    expect(told).toMatchObject([
      { id: 2, epoch: 5, status: 'expired', settledRounds: 0, settlements: [], sentAt: NOW + 240, endedAt: NOW + 360 },
      { id: 1, status: 'settled', settledRounds: 3, sentAt: NOW + 12, endedAt: NOW + 96 },
    ])
    expect(told[1]?.settlements).toHaveLength(3)
    // The last settlement ends the request in the same transaction.
    expect(told[1]?.gas).toBe([1, 3, 4, 5, 6, 7, 8].reduce((sum, block) => sum + 100_000n + BigInt(block), 0n))
  })

  it('knows nothing of a request whose beginning it was not told, and no end before there is one', () => {
    const [sent, ...others] = makeSettledRequest(3, 1)
    expect(foldRequests(others)).toEqual([])
    expect(foldRequests(sent ? [sent, makePoolEvent({ kind: 'deposited' }, 4)] : [])).toMatchObject([
      { id: 3, status: 'pending', endedAt: undefined },
    ])
  })
})
