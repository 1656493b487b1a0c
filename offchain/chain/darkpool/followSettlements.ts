import type { Address, PublicClient } from 'viem'
import { KitError } from '../../errors.ts'
import { findCommonBlock } from '../findCommonBlock.ts'
import type { BlockHeader } from '../readHead.ts'
import { type PoolLogs, scanSettlements } from './scanSettlements.ts'

export type FollowSettlementsParameters = {
  pool: Address
  /** Block of the pool's deployment: nothing of it is earlier. */
  startBlock: bigint
  /** Most blocks asked for in one call. */
  maxLogBlocks: bigint
}

/** What is in a pool's logs, kept up with the head. All of it is in memory, and comes back from `startBlock`. */
export type SettlementCursor = {
  /** As of exactly this block; what was orphaned since the last call is taken back first. */
  advance(head: BlockHeader): Promise<PoolLogs>
  /** Forgets everything: the next call reads from the beginning. */
  forget(): void
}

/** As deep as a reorganisation may go, in calls, before all is read again. */
const CHECKPOINTS = 128

/** A cursor over the settlements of a pool, which each call takes further. */
export const followSettlements = (
  client: PublicClient,
  { pool, startBlock, maxLogBlocks }: FollowSettlementsParameters,
): SettlementCursor => {
  /** Newest first. */
  let checkpoints: PoolLogs[] = []

  /** The newest one that the chain still has, not above `head`. */
  const rewind = async (head: BlockHeader): Promise<PoolLogs | undefined> => {
    const named = checkpoints
      .filter(({ toBlock }) => toBlock <= head.number)
      .map((logs) => ({ logs, blockNumber: logs.toBlock, blockHash: logs.toBlockHash }))
    const common = (await findCommonBlock(client, named))?.logs
    checkpoints = common ? checkpoints.slice(checkpoints.indexOf(common)) : []
    return common
  }

  const orphaned = () => {
    throw new KitError('the chain was reorganised while its logs were read', { retryable: true })
  }

  return {
    forget() {
      checkpoints = []
    },
    async advance(head) {
      if (head.number < startBlock)
        throw new KitError(`START_BLOCK ${startBlock} is above the newest block, ${head.number}: check it, and RPC_URL`)
      const common = await rewind(head)
      const range = { fromBlock: common ? common.toBlock + 1n : startBlock, toBlock: head.number }
      const sizes = { rangeBlocks: maxLogBlocks, maxRangeBlocks: maxLogBlocks }
      const found: PoolLogs[] = []
      for await (const logs of scanSettlements(client, { pool, before: common, ...range, ...sizes }))
        found.unshift(logs)
      const newest = found[0] ?? common
      if (newest?.toBlockHash !== head.hash) return orphaned()
      // What was read on top of it would miss the logs that took the place of its own.
      if (common && found.length > 0 && (await rewind(head)) !== common) return orphaned()
      checkpoints = [...found, ...checkpoints].slice(0, CHECKPOINTS)
      return newest
    },
  }
}
