import { pad } from 'viem'
import { describe, expect, it } from 'vitest'
import { REGISTRY, releaseContext, SIGNER } from '../../../../test/offchain/vault/releasePolicyContext.ts'
import { requireRegisteredEncryptionKey } from './requireRegisteredEncryptionKey.ts'

describe('requireRegisteredEncryptionKey', () => {
  const rule = requireRegisteredEncryptionKey({ registry: REGISTRY })

  it('lets the registered key pass', async () => {
    expect(await rule(releaseContext())).toBeUndefined()
  })

  it('refuses a key that the signer names and did not register', async () => {
    expect(await rule(releaseContext({ question: { encryptionKey: pad('0xbad0') } }))).toEqual({
      isAllowed: false,
      code: 'encryptionKeyMismatch',
      reason: `${SIGNER} asks for ${pad('0xbad0')}, and is registered with ${pad('0xe4')}`,
      retryable: false,
    })
  })
})
