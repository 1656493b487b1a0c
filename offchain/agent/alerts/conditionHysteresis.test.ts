import { describe, expect, it } from 'vitest'
import { CHAIN_CONDITIONS } from './condition.ts'
import { CONDITION_HYSTERESIS, conditionHysteresis } from './conditionHysteresis.ts'

describe('conditionHysteresis', () => {
  it('still clears what only an older version knew', () => {
    expect(conditionHysteresis('toString').clearAfterSeconds).toBeGreaterThan(0)
  })

  it('can be blind only to what it needs the chain for', () => {
    const blindProof = Object.keys(CONDITION_HYSTERESIS).filter(
      (kind) => !(CHAIN_CONDITIONS as readonly string[]).includes(kind),
    )
    expect(blindProof).toEqual(['noHeadProgress', 'providersUnhealthy', 'clockSkewed', 'passFailing'])
  })
})
