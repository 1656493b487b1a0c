import { describe, expect, it } from 'vitest'
import type { Freshness } from '../../protocol/collateralPolicy.ts'
import { type CollateralStatus, findStale } from './readStatus.ts'

const document = (name: string, freshness: Freshness): CollateralStatus => {
  return { name, freshness, issuedAt: 1, nextUpdate: 2 }
}

describe('findStale', () => {
  const fresh = ['rootCrl', 'pckCrl aa', 'tcbInfo aa', 'qeIdentity'].map((name) => document(name, 'fresh'))

  it.each<Freshness>(['lapsing', 'lapsingSoon', 'lapsed'])(
    'is not alarmed by a foreign family that is %s',
    (freshness) => {
      expect(findStale([...fresh, document('tcbInfo bb', freshness), document('pckCrl bb', freshness)])).toEqual([])
    },
  )

  it.each(fresh.map(({ name }) => name))('wants %s when nothing else of its kind is fresh', (name) => {
    const stale = document(name, 'lapsed')
    expect(findStale([...fresh.filter((one) => one.name !== name), stale])).toEqual([stale])
  })

  it('wants what is missing', () => {
    expect(findStale([document('rootCrl', 'missing')])).toHaveLength(1)
  })
})
