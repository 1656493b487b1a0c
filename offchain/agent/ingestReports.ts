import { findCommonBlock } from '../chain/findCommonBlock.ts'
import type { BlockHeader } from '../chain/readHead.ts'
import { scanReports } from '../chain/scanReports.ts'
import type { Checkpoint } from '../store/journal.ts'
import type { AgentContext } from './agentContext.ts'

/** Goes back to the newest checkpoint that is still part of the chain, and forgets what was learnt after it. */
const rollBack = async ({ client, journal, log, metrics }: AgentContext): Promise<Checkpoint | undefined> => {
  const checkpoints = await journal.checkpoints()
  const [newest] = checkpoints
  const common = await findCommonBlock(client, checkpoints)
  if (!newest || common?.blockHash === newest.blockHash) return common
  log.warn({ from: newest.blockNumber, to: common?.blockNumber }, 'the chain was reorganised; rolling back')
  metrics.recordReorg(Number(newest.blockNumber - (common?.blockNumber ?? 0n)))
  await journal.rewind(common)
  return common
}

/** How far a range may grow where the provider bears it. */
const MOST_LOG_BLOCKS = 100_000n

/** Brings the journal's reports up to `head`; interrupted anywhere, it goes on from the last range it finished. */
export const ingestReports = async (context: AgentContext, head: BlockHeader): Promise<void> => {
  const { client, journal, attestation, startBlock, maxLogBlocks, onProgress } = context
  const common = await rollBack(context)
  const fromBlock = common ? common.blockNumber + 1n : startBlock
  const ranges = scanReports(client, {
    attestation,
    fromBlock,
    toBlock: head.number,
    rangeBlocks: maxLogBlocks,
    maxRangeBlocks: MOST_LOG_BLOCKS,
  })
  for await (const { reports, toBlock, toBlockHash } of ranges) {
    await journal.saveProgress({ reports, checkpoint: { blockNumber: toBlock, blockHash: toBlockHash } })
    onProgress()
  }
}

/**
 * For when the chain knows a report that the journal does not: a provider withheld its log. Forgets the newer half of
 * the checkpoints, so that repeated calls scan ever more of the chain again, in the end all of it.
 */
export const forgetRecentProgress = async ({ journal }: AgentContext): Promise<void> => {
  const checkpoints = await journal.checkpoints()
  await journal.rewind(checkpoints[Math.ceil(checkpoints.length / 2)])
}
