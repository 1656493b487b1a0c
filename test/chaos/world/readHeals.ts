import { type Address, type Hex, parseAbi } from 'viem'
import type { LocalClient } from '../../../offchain/local/chain/localClient.ts'
import { LOCAL_ACCOUNTS } from '../../../offchain/local/stack/accounts.ts'

/** Ours, not the generated one: what the suite believes must not come from what it checks. */
const abi = parseAbi([
  'event Healed(uint40 indexed epoch, bool byAgent, uint256 spent, uint256 delivered, uint256 minOut)',
])

export type ChainHeal = { epoch: number; spent: bigint; delivered: bigint; txHash: Hex; blockHash: Hex }

/** Heals that the canonical chain holds from `fromBlock` on, oldest first, read from the node itself. */
export const readHeals = async (client: LocalClient, treasury: Address, fromBlock: bigint): Promise<ChainHeal[]> => {
  const logs = await client.getLogs({ address: treasury, event: abi[0], fromBlock, toBlock: 'latest', strict: true })
  return logs.map(({ args, transactionHash, blockHash }) => ({
    epoch: args.epoch,
    spent: args.spent,
    delivered: args.delivered,
    txHash: transactionHash,
    blockHash,
  }))
}

/** Every transaction of the agent's key in the canonical blocks from `fromBlock` on. */
export const readAgentTransactions = async (client: LocalClient, fromBlock: bigint): Promise<Hex[]> => {
  const head = await client.getBlockNumber({ cacheTime: 0 })
  const found: Hex[] = []
  for (let blockNumber = fromBlock; blockNumber <= head; blockNumber++) {
    const { transactions } = await client.getBlock({ blockNumber, includeTransactions: true })
    for (const { from, hash } of transactions) {
      if (from.toLowerCase() === LOCAL_ACCOUNTS.agent.address.toLowerCase()) found.push(hash)
    }
  }
  return found
}
