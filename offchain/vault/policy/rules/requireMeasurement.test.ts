import { type Hex, pad } from 'viem'
import { describe, expect, it } from 'vitest'
import { POLICY_ID, REGISTRY, releaseContext, SIGNER } from '../../../../test/offchain/vault/releasePolicyContext.ts'
import { requireMeasurement } from './requireMeasurement.ts'

const OTHER: Hex = pad('0xab')

describe('requireMeasurement', () => {
  it('lets code that the node approves pass, one of several', async () => {
    const rule = requireMeasurement({ registry: REGISTRY, policyIds: [OTHER, POLICY_ID] })
    expect(await rule(releaseContext())).toBeUndefined()
  })

  it('knows a policy in whichever case it is written', async () => {
    const rule = requireMeasurement({ registry: REGISTRY, policyIds: [`0x${OTHER.slice(2).toUpperCase()}`] })
    expect(await rule(releaseContext({ enclave: { policyId: OTHER } }))).toBeUndefined()
  })

  it('refuses what the registry approves and the node does not', async () => {
    const rule = requireMeasurement({ registry: REGISTRY, policyIds: [POLICY_ID] })
    expect(await rule(releaseContext({ enclave: { policyId: OTHER } }))).toEqual({
      isAllowed: false,
      code: 'measurementNotApproved',
      reason: `${SIGNER} is registered under policy ${OTHER}, which is none of the 1 that this node approves`,
      retryable: false,
    })
  })

  it('refuses everything with an empty list', async () => {
    const rule = requireMeasurement({ registry: REGISTRY, policyIds: [] })
    expect(await rule(releaseContext())).toMatchObject({ code: 'measurementNotApproved' })
  })
})
