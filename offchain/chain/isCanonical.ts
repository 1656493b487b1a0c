import { BlockNotFoundError, type Hex, type PublicClient } from 'viem'

/** A block named by its hash. */
export type NamedBlock = { blockNumber: bigint; blockHash: Hex }

/** Whether the chain still has this block at this height. */
export const isCanonical = async (client: PublicClient, { blockNumber, blockHash }: NamedBlock): Promise<boolean> => {
  try {
    return (await client.getBlock({ blockNumber })).hash === blockHash
  } catch (error) {
    // The chain is shorter now.
    if (error instanceof BlockNotFoundError) return false
    throw error
  }
}
