import type { Address, PublicClient } from 'viem'
import { recoveryTreasuryAbi } from './generated.ts'

/** A Chainlink feed that the treasury prices with, under the name of its pair. */
export type NamedFeed = { name: 'BTC/USD' | 'WBTC/BTC' | 'USDC/USD'; feed: Address }

/** The three feeds that a treasury is wired to, for good. */
export const readPriceFeeds = async (
  client: PublicClient,
  { treasury }: { treasury: Address },
): Promise<NamedFeed[]> => {
  const on = { address: treasury, abi: recoveryTreasuryAbi } as const
  const [btcUsd, wbtcBtc, usdcUsd] = await Promise.all([
    client.readContract({ ...on, functionName: 'btcUsdFeed' }),
    client.readContract({ ...on, functionName: 'wbtcBtcFeed' }),
    client.readContract({ ...on, functionName: 'usdcUsdFeed' }),
  ])
  return [
    { name: 'BTC/USD', feed: btcUsd },
    { name: 'WBTC/BTC', feed: wbtcBtc },
    { name: 'USDC/USD', feed: usdcUsd },
  ]
}
