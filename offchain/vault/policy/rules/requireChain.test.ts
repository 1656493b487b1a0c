import { describe, expect, it } from 'vitest'
import { releaseContext } from '../../../../test/offchain/vault/releasePolicyContext.ts'
import { requireChain } from './requireChain.ts'

describe('requireChain', () => {
  it('lets a label of the chain that is read pass', async () => {
    expect(await requireChain(releaseContext())).toBeUndefined()
  })

  it('refuses the label of another chain, naming both', async () => {
    expect(await requireChain(releaseContext({ label: { chainId: 1 } }))).toEqual({
      isAllowed: false,
      code: 'wrongChain',
      reason: 'the label is of chain 1, and this node reads chain 31337',
      retryable: false,
    })
  })
})
