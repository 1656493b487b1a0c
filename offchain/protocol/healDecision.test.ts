import { describe, expect, it } from 'vitest'
import { decideHeal, type HealFacts, type WaitReason } from './healDecision.ts'

/** Facts under which the agent heals; each case below spoils one. */
const healable: HealFacts = {
  status: 'INSOLVENT',
  paused: false,
  isAgent: true,
  epoch: 2_000,
  statementAt: 1_990,
  lastHealedEpoch: 1_000,
  lastHealAt: 1_000,
  settlementLag: 100,
  order: { spend: 500n, attested: true },
  perAction: 500n,
  available: 500n,
  balance: 500n,
}

const spoiled: [WaitReason, Partial<HealFacts>][] = [
  ['statusUnknown', { status: 'UNKNOWN' }],
  ['treasuryPaused', { paused: true }],
  ['notTheAgent', { isAgent: false }],
  ['alreadyHealed', { lastHealedEpoch: 2_000 }],
  ['alreadyHealed', { lastHealedEpoch: 2_001 }],
  ['orderUnreadable', { order: undefined }],
  ['orderNotAttested', { order: { spend: 500n, attested: false } }],
  ['noOrder', { order: { spend: 0n, attested: true } }],
  ['beforeSettlement', { statementAt: 1_100 }],
  ['aboveActionLimit', { perAction: 499n }],
  ['aboveWindow', { available: 499n }],
  ['insufficientFunds', { balance: 499n }],
]

describe('decideHeal', () => {
  it.each(['SOLVENT', 'INSOLVENT'] as const)('heals when every fact allows it and the status is %s', (status) => {
    expect(decideHeal({ ...healable, status })).toEqual({ action: 'heal', epoch: 2_000, spend: 500n })
  })

  it.each(spoiled)('waits with %s', (reason, change) => {
    expect(decideHeal({ ...healable, ...change })).toEqual({ action: 'wait', reason })
  })

  it('waits whenever any two facts are spoiled', () => {
    for (const [, first] of spoiled) {
      for (const [, second] of spoiled) {
        expect(decideHeal({ ...healable, ...first, ...second }).action).toBe('wait')
      }
    }
  })

  it('heals one second after the settlement, and before the first heal has none', () => {
    expect(decideHeal({ ...healable, statementAt: 1_101 }).action).toBe('heal')
    expect(decideHeal({ ...healable, lastHealAt: 0, lastHealedEpoch: 0, statementAt: 1 }).action).toBe('heal')
  })

  it('never heals more than the smallest of limit, window and balance', () => {
    for (let spend = 1n; spend <= 600n; spend += 7n) {
      const decision = decideHeal({ ...healable, order: { spend, attested: true } })
      expect(decision.action).toBe(spend <= 500n ? 'heal' : 'wait')
    }
  })
})
