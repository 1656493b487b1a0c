import { findCommonBlock } from '../chain/findCommonBlock.ts'
import type { BlockHeader } from '../chain/readHead.ts'
import { datePoolFact, type LoggedFact, scanRecovery } from '../chain/treasury/scanRecovery.ts'
import { MONTH_SECONDS } from '../protocol/coverCost.ts'
import type { PoolEvent } from '../protocol/poolEvent.ts'
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

/** What there is to remember of the pool: requests of others are theirs, and rounds without one are no cover. */
const keepOwn = async (
  { client, journal }: AgentContext,
  facts: readonly LoggedFact[],
  head: BlockHeader,
): Promise<PoolEvent[]> => {
  const costsSince = head.timestamp - MONTH_SECONDS
  const own = new Set<number>()
  const isOwn = async (requestId: number): Promise<boolean> =>
    own.has(requestId) || (await journal.poolEvents({ kind: 'sent', requestId, limit: 1 })).length > 0
  const kept: PoolEvent[] = []
  for (const fact of facts) {
    if (fact.kind === 'sent') own.add(fact.requestId)
    if ('requestId' in fact && !(await isOwn(fact.requestId))) continue
    kept.push(await datePoolFact(client, fact, { costsSince }))
  }
  return kept
}

/** Brings the journal's reports and requests up to `head`; interrupted anywhere, it goes on from the last range it finished. */
export const ingestReports = async (context: AgentContext, head: BlockHeader): Promise<void> => {
  const { client, journal, startBlock, maxLogBlocks, onProgress } = context
  const common = await rollBack(context)
  const fromBlock = common ? common.blockNumber + 1n : startBlock
  const ranges = scanRecovery(client, {
    ...context,
    fromBlock,
    toBlock: head.number,
    rangeBlocks: maxLogBlocks,
    maxRangeBlocks: MOST_LOG_BLOCKS,
  })
  for await (const { reports, facts, toBlock, toBlockHash } of ranges) {
    const poolEvents = await keepOwn(context, facts, head)
    await journal.saveProgress({ reports, checkpoint: { blockNumber: toBlock, blockHash: toBlockHash }, poolEvents })
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
