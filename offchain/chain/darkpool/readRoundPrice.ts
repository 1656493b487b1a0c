import type { PublicClient } from 'viem'
import { poolPricesAbi } from '../generated.ts'
import { type FindPriceRoundsParameters, findPriceRounds, type PriceRounds } from './findPriceRounds.ts'

/** The price that a round with a request is settled at, and the Chainlink rounds that it follows from. */
export type RoundPrice = { price: bigint; rounds: PriceRounds }

/** What a closed round is priced at; undefined while the feeds cannot show it yet. */
export const readRoundPrice = async (
  client: PublicClient,
  parameters: FindPriceRoundsParameters,
): Promise<RoundPrice | undefined> => {
  const rounds = await findPriceRounds(client, parameters)
  if (!rounds) return undefined
  const { prices, closedAt, block } = parameters
  const price = await client.readContract({
    address: prices,
    abi: poolPricesAbi,
    functionName: 'priceAfter',
    args: [closedAt, rounds],
    blockHash: block.hash,
    requireCanonical: true,
  })
  return { price, rounds }
}
