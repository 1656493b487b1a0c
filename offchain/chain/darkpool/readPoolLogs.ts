import type { Address, PublicClient } from 'viem'
import { type PoolLogs, scanSettlements } from './scanSettlements.ts'

export type ReadPoolLogsParameters = {
  pool: Address
  /** Block of the pool's deployment. */
  startBlock: bigint
  toBlock: bigint
  /** Most blocks asked for in one call. */
  maxLogBlocks?: bigint
}

const DEFAULT_MAX_LOG_BLOCKS = 2_000n

/** What of a pool is in its logs only, as of one block, read from the beginning. */
export const readPoolLogs = async (
  client: PublicClient,
  { pool, startBlock, toBlock, maxLogBlocks = DEFAULT_MAX_LOG_BLOCKS }: ReadPoolLogsParameters,
): Promise<Pick<PoolLogs, 'leaves' | 'order'>> => {
  const range = { fromBlock: startBlock, toBlock, rangeBlocks: maxLogBlocks, maxRangeBlocks: maxLogBlocks }
  let found: Pick<PoolLogs, 'leaves' | 'order'> = { leaves: undefined, order: undefined }
  for await (const { leaves, order } of scanSettlements(client, { pool, ...range })) found = { leaves, order }
  return found
}
