import type { Address } from 'viem'
import { refuseForNow } from '../refuse.ts'
import type { ReleaseRule } from '../releaseRule.ts'

/** The registration has not ended by the node's own clock: the chain's stands still between two blocks, or for longer. */
export const requireUnexpired =
  ({ registry }: { registry: Address }): ReleaseRule =>
  async ({ question: { signer }, chain, now }) => {
    const { expiresAt } = await chain.enclave(registry, signer)
    if (now < expiresAt) return undefined
    return refuseForNow('enclaveExpired', `the registration of ${signer} ended at ${expiresAt}, and it is ${now}`)
  }
