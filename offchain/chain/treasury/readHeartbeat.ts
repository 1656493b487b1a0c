import type { Address, PublicClient } from 'viem'
import { creDarkPoolAbi, poolPricesAbi } from '../generated.ts'

/** The feed that sets the pace of a pool, and how often it has to have a round: seconds. Both are there for good. */
export const readHeartbeat = async (
  client: PublicClient,
  { pool }: { pool: Address },
): Promise<{ btcUsd: Address; heartbeat: number }> => {
  const prices = await client.readContract({ address: pool, abi: creDarkPoolAbi, functionName: 'prices' })
  const on = { address: prices, abi: poolPricesAbi } as const
  const [btcUsd, heartbeat] = await Promise.all([
    client.readContract({ ...on, functionName: 'btcUsdFeed' }),
    client.readContract({ ...on, functionName: 'heartbeat' }),
  ])
  return { btcUsd, heartbeat: Number(heartbeat) }
}
