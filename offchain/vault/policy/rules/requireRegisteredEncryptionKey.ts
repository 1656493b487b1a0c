import type { Address } from 'viem'
import { refuse } from '../refuse.ts'
import type { ReleaseRule } from '../releaseRule.ts'

/** The share will be sealed to the key whose secret half is in the enclave, and to no other that its signature names. */
export const requireRegisteredEncryptionKey =
  ({ registry }: { registry: Address }): ReleaseRule =>
  async ({ question: { signer, encryptionKey }, chain }) => {
    const enclave = await chain.enclave(registry, signer)
    if (encryptionKey.toLowerCase() === enclave.encryptionKey) return undefined
    return refuse(
      'encryptionKeyMismatch',
      `${signer} asks for ${encryptionKey}, and is registered with ${enclave.encryptionKey}`,
    )
  }
