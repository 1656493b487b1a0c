import { afterEach, describe, expect, it } from 'vitest'
import { answerAsChain, FAKE_CHAIN, type FakeRpc, RpcFailure, startFakeRpc } from '../../test/offchain/fakeRpc.ts'
import { connectChain } from './connectChain.ts'

describe('connectChain', () => {
  const nodes: FakeRpc[] = []
  afterEach(async () => {
    await Promise.all(nodes.splice(0).map((node) => node.stop()))
  })
  const connect = async (chainIds: readonly (number | 'busy')[], expectedChainId?: number) => {
    for (const chainId of chainIds) {
      const busy = () => {
        throw new RpcFailure(-32005, 'too many requests')
      }
      nodes.push(await startFakeRpc(chainId === 'busy' ? busy : answerAsChain({ ...FAKE_CHAIN, chainId })))
    }
    return connectChain({ rpcUrls: nodes.map(({ url }) => url), expectedChainId, timeoutMs: 500 })
  }

  it('takes the chain id from the node', async () => {
    expect((await connect([7])).chainId).toBe(7)
  })

  it.each<[string, (number | 'busy')[], string]>([
    ['the only provider is', [5], 'RPC_URL: it answers chain id 5, expected chain id 1; check CHAIN_ID and RPC_URL'],
    [
      'too few are left of two that are',
      [1, 5],
      'RPC_URL #2: it answers chain id 5, expected chain id 1; check CHAIN_ID and RPC_URL',
    ],
  ])('says both ids and does not try again when %s of another chain', async (_name, chainIds, message) => {
    await expect(connect(chainIds, 1)).rejects.toMatchObject({ message, retryable: false })
  })

  it('does without the one of three that is of another chain', async () => {
    expect((await connect([1, 5, 1], 1)).chainId).toBe(1)
  })

  it('tries again when a provider does not say of which chain it is', async () => {
    await expect(connect(['busy'], 1)).rejects.toMatchObject({
      message: expect.stringContaining('does not answer eth_chainId'),
      retryable: true,
    })
  })
})
