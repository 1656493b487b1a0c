import { type Address, isAddressEqual } from 'viem'
import { refuse } from '../refuse.ts'
import type { ReleaseRule } from '../releaseRule.ts'

export type RequireKnownPoolParameters = {
  /** Those whose code the node's operator has looked at: any contract can call itself a pool. */
  pools: readonly Address[]
  registry: Address
}

/** The label names a pool that the node knows, and that pool looks for its matchers where the node does. */
export const requireKnownPool =
  ({ pools, registry }: RequireKnownPoolParameters): ReleaseRule =>
  async ({ question: { label }, chain }) => {
    const pool = label.contract
    if (!pools.some((known) => isAddressEqual(known, pool))) {
      return refuse('unknownPool', `${pool} is none of the ${pools.length} pools that this node serves`)
    }
    const used = await chain.poolRegistry(pool)
    if (isAddressEqual(used, registry)) return undefined
    return refuse('registryMismatch', `pool ${pool} uses the registry ${used}, and this node reads ${registry}`)
  }
