import { encodeFunctionData, parseAbi } from 'viem'
import type { Log } from '../../log.ts'
import { FEEDS, FIXTURE } from './fixture.ts'
import { impersonate } from './impersonate.ts'
import { localClient } from './localClient.ts'
import type { LocalChain } from './startLocalChain.ts'

const ABI = parseAbi([
  'function aggregator() view returns (address)',
  'function latestAnswer() view returns (int256)',
  'function push(int256 answer)',
])

/** Repeats the present answer of each feed as a round of now. A fork is left alone: its feeds are the real ones. */
export const pushFeedRounds = async (
  { rpcUrl, forked }: LocalChain,
  log: Log,
  feeds: readonly (typeof FEEDS)[number][] = FEEDS,
): Promise<void> => {
  if (forked) {
    log.warn('forked feeds get no new rounds: they go stale as local time passes; fork again for fresh ones')
    return
  }
  const client = localClient(rpcUrl)
  await impersonate(client, FIXTURE.feedOperator, async (send) => {
    for (const { proxy } of feeds) {
      const [aggregator, answer] = await Promise.all([
        client.readContract({ address: proxy, abi: ABI, functionName: 'aggregator' }),
        client.readContract({ address: proxy, abi: ABI, functionName: 'latestAnswer' }),
      ])
      await send({ to: aggregator, data: encodeFunctionData({ abi: ABI, functionName: 'push', args: [answer] }) })
    }
  })
  log.debug({ feeds: feeds.length }, 'fresh feed rounds')
}
