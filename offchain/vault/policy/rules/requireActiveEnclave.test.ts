import { describe, expect, it } from 'vitest'
import { REGISTRY, releaseContext, SIGNER, STRANGER } from '../../../../test/offchain/vault/releasePolicyContext.ts'
import { requireActiveEnclave } from './requireActiveEnclave.ts'

describe('requireActiveEnclave', () => {
  const rule = requireActiveEnclave({ registry: REGISTRY })

  it('lets an active enclave pass', async () => {
    expect(await rule(releaseContext())).toBeUndefined()
  })

  it('refuses a key that was never registered, for now', async () => {
    expect(await rule(releaseContext({ question: { signer: STRANGER } }))).toEqual({
      isAllowed: false,
      code: 'enclaveUnknown',
      reason: `${STRANGER} is not registered in registry ${REGISTRY} at block 100`,
      retryable: true,
    })
  })

  it('refuses a revoked key for good', async () => {
    expect(await rule(releaseContext({ enclave: { isActive: false, revoked: true } }))).toEqual({
      isAllowed: false,
      code: 'enclaveRevoked',
      reason: `${SIGNER} is revoked in registry ${REGISTRY} at block 100`,
      retryable: false,
    })
  })

  it('refuses a key that the registry does not call active, whatever else it says of it', async () => {
    expect(await rule(releaseContext({ enclave: { isActive: false, expiresAt: 1_800_003_600 } }))).toEqual({
      isAllowed: false,
      code: 'enclaveNotActive',
      reason: `${SIGNER}, registered until 1800003600 (Unix seconds), is not active in registry ${REGISTRY} at block 100`,
      retryable: true,
    })
  })

  it('looks in the registry that it was given, and in no other', async () => {
    expect(await requireActiveEnclave({ registry: STRANGER })(releaseContext())).toMatchObject({
      code: 'enclaveUnknown',
    })
  })
})
