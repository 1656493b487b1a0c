import type { PublicClient } from 'viem'
import type { BlockHeader } from './readHead.ts'

/** How deep a fact must lie before it is acted on: blocks on top of it, or what the chain calls final. */
export type Depth = bigint | 'finalized'

export type ReadBlockAtParameters = {
  /** Number of the newest block. */
  head: bigint
  depth: Depth
}

/** The newest block that lies deep enough below the head; undefined while the chain is shorter than that. */
export const readBlockAt = async (
  client: PublicClient,
  { head, depth }: ReadBlockAtParameters,
): Promise<BlockHeader | undefined> => {
  if (depth !== 'finalized' && depth > head) return undefined
  const { number, hash, timestamp } = await client.getBlock(
    depth === 'finalized' ? { blockTag: 'finalized' } : { blockNumber: head - depth },
  )
  return { number, hash, timestamp: Number(timestamp) }
}
