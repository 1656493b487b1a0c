import { type Address, encodeDeployData, encodeFunctionData, type Hex, pad, parseAbi } from 'viem'
import { KitError } from '../../errors.ts'
import { FEEDS, FIXTURE } from './fixture.ts'
import { impersonate, type Send } from './impersonate.ts'
import type { LocalClient } from './localClient.ts'
import { readArtifact } from './readArtifact.ts'

const AGGREGATOR_ABI = parseAbi(['constructor(address owner, string description)', 'function push(int256 answer)'])

const PROXY_ABI = parseAbi([
  'function proposeAggregator(address aggregator)',
  'function confirmAggregator(address aggregator)',
])

// Owned.owner, the first storage variable of EACAggregatorProxy.
const OWNER_SLOT = 0

const deployAggregator = async (send: Send, bytecode: Hex, description: string, answer: bigint): Promise<Address> => {
  const args = [FIXTURE.feedOperator, description] as const
  const { contractAddress } = await send({ data: encodeDeployData({ abi: AGGREGATOR_ABI, bytecode, args }) })
  if (!contractAddress) throw new KitError(`the aggregator of ${description} was not deployed`)
  await send({
    to: contractAddress,
    data: encodeFunctionData({ abi: AGGREGATOR_ABI, functionName: 'push', args: [answer] }),
  })
  return contractAddress
}

/** Puts Chainlink's own proxy at the four feed addresses, each in front of an aggregator of ours with one round. */
export const installFeeds = async (client: LocalClient): Promise<void> => {
  const [proxyArtifact, aggregatorArtifact] = await Promise.all([
    readArtifact('node_modules/@chainlink/contracts-v0/abi/v0.6/EACAggregatorProxy.json'),
    readArtifact('out/OwnedAggregator.sol/OwnedAggregator.json'),
  ])
  await impersonate(client, FIXTURE.feedOperator, async (send) => {
    for (const { proxy, description, answer } of FEEDS) {
      const aggregator = await deployAggregator(send, aggregatorArtifact.bytecode, description, answer)
      await client.setCode({ address: proxy, bytecode: proxyArtifact.deployedBytecode })
      await client.setStorageAt({ address: proxy, index: OWNER_SLOT, value: pad(FIXTURE.feedOperator) })
      for (const functionName of ['proposeAggregator', 'confirmAggregator'] as const) {
        await send({ to: proxy, data: encodeFunctionData({ abi: PROXY_ABI, functionName, args: [aggregator] }) })
      }
    }
  })
}
