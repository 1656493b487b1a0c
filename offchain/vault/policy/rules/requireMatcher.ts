import type { Address } from 'viem'
import { ENCLAVE_KIND } from '../../../protocol/enclaveBinding.ts'
import { refuse } from '../refuse.ts'
import type { ReleaseRule } from '../releaseRule.ts'

/** The asking key is registered as a matcher: it may match a pool's quotes, and so read its slots. */
export const requireMatcher =
  ({ registry }: { registry: Address }): ReleaseRule =>
  async ({ question: { signer }, chain }) => {
    const { kind } = await chain.enclave(registry, signer)
    if (kind === ENCLAVE_KIND.matcher) return undefined
    return refuse(
      'enclaveKindMismatch',
      `${signer} is an enclave of kind ${kind}, not ${ENCLAVE_KIND.matcher} (matcher)`,
    )
  }
