import { describe, expect, it } from 'vitest'
import { REGISTRY, releaseContext, SIGNER } from '../../../../test/offchain/vault/releasePolicyContext.ts'
import { requireMatcher } from './requireMatcher.ts'

describe('requireMatcher', () => {
  const rule = requireMatcher({ registry: REGISTRY })

  it('lets a matcher pass', async () => {
    expect(await rule(releaseContext())).toBeUndefined()
  })

  it.each([0, 2])('refuses an enclave of kind %i', async (kind) => {
    expect(await rule(releaseContext({ enclave: { kind } }))).toEqual({
      isAllowed: false,
      code: 'enclaveKindMismatch',
      reason: `${SIGNER} is an enclave of kind ${kind}, not 1 (matcher)`,
      retryable: false,
    })
  })
})
