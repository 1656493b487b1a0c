import type { Address } from 'viem'
import { describe, expect, it } from 'vitest'
import { POOL, REGISTRY, releaseContext, STRANGER } from '../../../../test/offchain/vault/releasePolicyContext.ts'
import { requireKnownPool } from './requireKnownPool.ts'

const SOMEWHERE: Address = '0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65'

describe('requireKnownPool', () => {
  const rule = requireKnownPool({ pools: [STRANGER, POOL], registry: REGISTRY })

  it('lets a pool that the node serves pass', async () => {
    expect(await rule(releaseContext())).toBeUndefined()
  })

  it('knows a pool in whichever case it is written', async () => {
    const lower = requireKnownPool({ pools: [POOL.toLowerCase() as Address], registry: REGISTRY })
    expect(await lower(releaseContext())).toBeUndefined()
  })

  it('refuses every other contract, without asking it anything', async () => {
    const context = releaseContext({ label: { contract: SOMEWHERE } })
    const poolRegistry = () => Promise.reject(new Error('an unknown contract was asked'))
    expect(await rule({ ...context, chain: { ...context.chain, poolRegistry } })).toEqual({
      isAllowed: false,
      code: 'unknownPool',
      reason: `${SOMEWHERE} is none of the 2 pools that this node serves`,
      retryable: false,
    })
  })

  it('refuses a pool that looks for its matchers in another registry', async () => {
    expect(await rule(releaseContext({ poolRegistry: SOMEWHERE }))).toEqual({
      isAllowed: false,
      code: 'registryMismatch',
      reason: `pool ${POOL} uses the registry ${SOMEWHERE}, and this node reads ${REGISTRY}`,
      retryable: false,
    })
  })
})
