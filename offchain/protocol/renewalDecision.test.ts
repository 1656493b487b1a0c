import { describe, expect, it } from 'vitest'
import { decideRenewal, type RenewalFacts } from './renewalDecision.ts'

const facts = (over: Partial<RenewalFacts> = {}): RenewalFacts => ({
  now: 1_000,
  enclave: { expiresAt: 2_000, isActive: true, revoked: false },
  seenAt: 1_000,
  unmovedAt: undefined,
  policy: { renewAtPercent: 60, retryUnmovedSeconds: 300 },
  ...over,
})

describe('decideRenewal', () => {
  it('waits for the share of the time that it was given, and renews exactly then', () => {
    expect(decideRenewal(facts())).toEqual({ action: 'wait', until: 1_600 })
    expect(decideRenewal(facts({ now: 1_599 }))).toEqual({ action: 'wait', until: 1_600 })
    expect(decideRenewal(facts({ now: 1_600 }))).toEqual({ action: 'renew' })
  })

  it('registers what is not active, however long it would last', () => {
    const enclave = { expiresAt: 9_999, isActive: false, revoked: false }
    expect(decideRenewal(facts({ enclave }))).toEqual({ action: 'register' })
    expect(decideRenewal(facts({ enclave: { ...enclave, expiresAt: 0 } }))).toEqual({ action: 'register' })
  })

  it('gives up a revoked key, active or not', () => {
    for (const isActive of [true, false]) {
      const enclave = { expiresAt: 2_000, isActive, revoked: true }
      expect(decideRenewal(facts({ enclave }))).toEqual({ action: 'revoked' })
    }
  })

  it('does not pay again and again for a renewal that cannot move the expiry', () => {
    expect(decideRenewal(facts({ now: 1_601, unmovedAt: 1_600 }))).toEqual({ action: 'wait', until: 1_900 })
    expect(decideRenewal(facts({ now: 1_900, unmovedAt: 1_600 }))).toEqual({ action: 'renew' })
  })
})
