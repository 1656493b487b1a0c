import type { Address } from 'viem'
import { refuse, refuseForNow } from '../refuse.ts'
import type { ReleaseRule } from '../releaseRule.ts'

/** The registry says that quote, collateral, policy and platform of the asking key all stand. */
export const requireActiveEnclave =
  ({ registry }: { registry: Address }): ReleaseRule =>
  async ({ question: { signer }, chain }) => {
    const enclave = await chain.enclave(registry, signer)
    const where = `in registry ${registry} at block ${chain.block.number}`
    if (enclave.registeredAt === 0) return refuseForNow('enclaveUnknown', `${signer} is not registered ${where}`)
    if (enclave.revoked) return refuse('enclaveRevoked', `${signer} is revoked ${where}`)
    if (enclave.isActive) return undefined
    return refuseForNow(
      'enclaveNotActive',
      `${signer}, registered until ${enclave.expiresAt} (Unix seconds), is not active ${where}`,
    )
  }
