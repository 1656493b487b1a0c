import { describe, expect, it } from 'vitest'
import { BINDING, OPENED_AT } from '../../../test/offchain/alertMessages.ts'
import { composeMessage } from './composeMessage.ts'
import { describeMessage } from './describeMessage.ts'

const INCIDENT = {
  id: 7,
  kind: 'treasuryPaused',
  severity: 'critical' as const,
  summary: 'the treasury is paused',
  openedAt: OPENED_AT,
  closedAt: OPENED_AT + 61,
}

describe('composeMessage', () => {
  it('gives two notifications of one incident two keys, and each always the same', () => {
    const opened = composeMessage(BINDING, { incident: INCIDENT, phase: 'opened' })
    const closed = composeMessage(BINDING, { incident: INCIDENT, phase: 'closed' })
    expect(opened.key).not.toBe(closed.key)
    expect(composeMessage(BINDING, { incident: { ...INCIDENT, closedAt: undefined }, phase: 'opened' })).toEqual(opened)
  })

  it('never gives incidents of another journal, reserve or chain the same key', () => {
    const keyOf = (binding = BINDING, incident = INCIDENT) => composeMessage(binding, { incident, phase: 'opened' }).key
    const keys = [
      keyOf(),
      keyOf({ ...BINDING, chainId: 1 }),
      keyOf({ ...BINDING, treasury: BINDING.attestation }),
      keyOf(BINDING, { ...INCIDENT, openedAt: OPENED_AT + 1 }),
      keyOf(BINDING, { ...INCIDENT, id: 8 }),
    ]
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('puts the summary on one line without characters that hide others, and bounds it', () => {
    const summary = ` a\r\nb\u2028c\u202ed\u0000e\u200bf ${'x'.repeat(1000)}`
    const message = composeMessage(BINDING, { incident: { ...INCIDENT, summary }, phase: 'opened' })
    expect(message.summary).toMatch(/^a b c d e f x+$/)
    expect(message.summary).toHaveLength(500)
  })

  it('carries nothing of a wider binding than chain and contracts', () => {
    const wider = { ...BINDING, rpcUrl: 'T0PS3CRET' }
    expect(JSON.stringify(composeMessage(wider, { incident: INCIDENT, phase: 'opened' }))).not.toContain('T0PS3CRET')
  })
})

describe('describeMessage', () => {
  it.each([
    [0, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [61, '1 min 1 s'],
    [3600, '1 h'],
    [3661, '1 h 1 min'],
    [86_400 * 3 + 7200 + 59, '3 d 2 h'],
  ])('says how long %i seconds are: %s', (seconds, words) => {
    const incident = { ...INCIDENT, closedAt: OPENED_AT + seconds }
    expect(describeMessage(composeMessage(BINDING, { incident, phase: 'closed' })).facts).toContainEqual([
      'Lasted',
      words,
    ])
  })

  it('says nothing of an end when an incident begins', () => {
    const { facts } = describeMessage(composeMessage(BINDING, { incident: INCIDENT, phase: 'opened' }))
    expect(facts.map(([name]) => name)).toEqual(['Since', 'Chain', 'Attestation', 'Treasury'])
  })
})
