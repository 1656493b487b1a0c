import type { Address, PublicClient } from 'viem'

export type ScanActivityParameters = {
  addresses: readonly Address[]
  fromBlock: bigint
  toBlock: bigint
  /** Most blocks asked for in one call; providers cap it. */
  maxBlocks: bigint
}

/**
 * Counts the logs of some contracts in a block range, in bounded calls of `eth_getLogs`.
 * Used as a wake-up only: what to do is read from chain state. Server-side filters lose events, so none is used.
 */
export const scanActivity = async (
  client: PublicClient,
  { addresses, fromBlock, toBlock, maxBlocks }: ScanActivityParameters,
): Promise<number> => {
  let found = 0
  for (let from = fromBlock; from <= toBlock; from += maxBlocks) {
    const to = from + maxBlocks - 1n < toBlock ? from + maxBlocks - 1n : toBlock
    const logs = await client.getLogs({ address: [...addresses], fromBlock: from, toBlock: to })
    found += logs.length
  }
  return found
}
