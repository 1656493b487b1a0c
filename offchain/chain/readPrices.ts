import type { Address, Hex, PublicClient } from 'viem'
import type { FeedAnswer, Prices } from '../protocol/reservePrice.ts'
import { iAggregatorV3Abi, recoveryTreasuryAbi } from './generated.ts'

/** An answer with the time it was given (Unix seconds). It may be stale, or not even positive. */
export type DatedAnswer = FeedAnswer & { updatedAt: number }

export type DatedPrices = { [Feed in keyof Prices]: DatedAnswer }

/** What the three feeds of a treasury answer as of one block, as they are: nothing is checked. */
export const readPrices = async (
  client: PublicClient,
  { treasury, blockHash }: { treasury: Address; blockHash: Hex },
): Promise<DatedPrices> => {
  const readAnswer = async (feed: 'btcUsdFeed' | 'wbtcBtcFeed' | 'usdcUsdFeed'): Promise<DatedAnswer> => {
    const address = await client.readContract({
      address: treasury,
      abi: recoveryTreasuryAbi,
      functionName: feed,
      blockHash,
    })
    const on = { address, abi: iAggregatorV3Abi, blockHash } as const
    const [[, answer, , updatedAt], decimals] = await Promise.all([
      client.readContract({ ...on, functionName: 'latestRoundData' }),
      client.readContract({ ...on, functionName: 'decimals' }),
    ])
    return { answer, decimals, updatedAt: Number(updatedAt) }
  }
  const [btcUsd, wbtcBtc, usdcUsd] = await Promise.all([
    readAnswer('btcUsdFeed'),
    readAnswer('wbtcBtcFeed'),
    readAnswer('usdcUsdFeed'),
  ])
  return { btcUsd, wbtcBtc, usdcUsd }
}
