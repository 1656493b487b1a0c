import { type Address, erc20Abi, getAbiItem, type Hex, type PublicClient } from 'viem'

const transferEvent = getAbiItem({ abi: erc20Abi, name: 'Transfer' })

export type FindTransfersParameters = {
  token: Address
  from: Address
  to: Address
  /** Exactly this many base units. */
  amount: bigint
  fromBlock: bigint
  toBlock: bigint
  /** Most blocks asked for in one call; providers cap it. */
  maxBlocks: bigint
}

/** Finds the ERC-20 transfers of exactly one amount between two accounts, oldest first. */
export const findTransfers = async (
  client: PublicClient,
  { token, from, to, amount, fromBlock, toBlock, maxBlocks }: FindTransfersParameters,
): Promise<{ txHash: Hex; blockNumber: bigint }[]> => {
  const found: { txHash: Hex; blockNumber: bigint }[] = []
  for (let first = fromBlock; first <= toBlock; first += maxBlocks) {
    const last = first + maxBlocks - 1n < toBlock ? first + maxBlocks - 1n : toBlock
    const logs = await client.getLogs({
      address: token,
      event: transferEvent,
      args: { from, to },
      fromBlock: first,
      toBlock: last,
      strict: true,
    })
    for (const { args, transactionHash, blockNumber } of logs) {
      if (args.value === amount) found.push({ txHash: transactionHash, blockNumber })
    }
  }
  return found
}
