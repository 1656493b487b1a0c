import type { Hex, PublicClient } from 'viem'

/** A block as its header names it; `timestamp` is Unix seconds. */
export type BlockHeader = { number: bigint; hash: Hex; timestamp: number }

/** The newest block; with several providers, the newest that two of them have and agree about. */
export const readHead = async (client: PublicClient): Promise<BlockHeader> => {
  const { number, hash, timestamp } = await client.getBlock({ blockTag: 'latest' })
  return { number, hash, timestamp: Number(timestamp) }
}
