import type { Address, PublicClient } from 'viem'
import { iAggregatorV3Abi } from './generated.ts'

/** The latest answer of a Chainlink feed, in the feed's decimals, and when it was given (Unix seconds). */
export const readFeed = async (
  client: PublicClient,
  { feed }: { feed: Address },
): Promise<{ answer: bigint; updatedAt: bigint }> => {
  const [, answer, , updatedAt] = await client.readContract({
    address: feed,
    abi: iAggregatorV3Abi,
    functionName: 'latestRoundData',
  })
  return { answer, updatedAt }
}
