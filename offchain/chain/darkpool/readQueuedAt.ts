import type { Address, PublicClient } from 'viem'
import { creDarkPoolAbi } from '../generated.ts'
import type { BlockHeader } from '../readHead.ts'

export type ReadQueuedAtParameters = { pool: Address; index: bigint; block: BlockHeader }

/** Since when an entry of the queue waits, in Unix seconds; zero for one that does not. */
export const readQueuedAt = async (
  client: PublicClient,
  { pool, index, block }: ReadQueuedAtParameters,
): Promise<number> => {
  const { queuedAt } = await client.readContract({
    address: pool,
    abi: creDarkPoolAbi,
    functionName: 'queueEntry',
    args: [index],
    blockHash: block.hash,
    requireCanonical: true,
  })
  return queuedAt
}
