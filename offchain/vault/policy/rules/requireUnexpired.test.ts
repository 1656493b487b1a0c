import { describe, expect, it } from 'vitest'
import { NOW, REGISTRY, releaseContext, SIGNER } from '../../../../test/offchain/vault/releasePolicyContext.ts'
import { requireUnexpired } from './requireUnexpired.ts'

describe('requireUnexpired', () => {
  const rule = requireUnexpired({ registry: REGISTRY })

  it('lets a registration pass until its last second', async () => {
    expect(await rule(releaseContext({ enclave: { expiresAt: NOW + 1 } }))).toBeUndefined()
  })

  it('refuses from the second at which it ends, although the chain has not got there', async () => {
    expect(await rule(releaseContext({ enclave: { expiresAt: NOW } }))).toEqual({
      isAllowed: false,
      code: 'enclaveExpired',
      reason: `the registration of ${SIGNER} ended at ${NOW}, and it is ${NOW}`,
      retryable: true,
    })
  })
})
