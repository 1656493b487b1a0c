import type { PublicClient } from 'viem'
import type { BlockHeader } from '../../chain/readHead.ts'
import { readRequestState } from '../../chain/treasury/readRequestState.ts'
import { computeCoverCost, MONTH_SECONDS } from '../../protocol/coverCost.ts'
import { foldRequests } from '../../protocol/foldRequests.ts'
import type { JournalReader } from '../../store/journal.ts'
import type { AgentContext } from '../agentContext.ts'
import type { PoolSight } from './poolKeeper.ts'
import { readMatchers } from './readMatchers.ts'

export type LookAtPoolParameters = Pick<AgentContext, 'treasury' | 'pool' | 'payment' | 'enclaveRegistry'> & {
  journal: Pick<JournalReader, 'poolEvents'>
  /** What the chain is believed at. */
  block: BlockHeader
  /** The newest block: its fee is what a request would cost. */
  head: BlockHeader
  /** Wei in 30 days; undefined: no limit. */
  coverCap: bigint | undefined
}

/** Everything public about the treasury in its pool. */
export const lookAtPool = async (client: PublicClient, parameters: LookAtPoolParameters): Promise<PoolSight> => {
  const { journal, block, head, coverCap, enclaveRegistry } = parameters
  const [state, events, matchers, { baseFeePerGas }] = await Promise.all([
    readRequestState(client, parameters),
    journal.poolEvents({ since: head.timestamp - MONTH_SECONDS }),
    readMatchers(client, { journal, enclaveRegistry, block }),
    client.getBlock({ blockHash: head.hash }),
  ])
  const { schedule, roundsPerRequest } = state
  return {
    state,
    requests: foldRequests(events),
    deposits: events.filter(({ kind }) => kind === 'deposited').length,
    matchers,
    cover: computeCoverCost({
      events,
      schedule: { ...schedule, roundsPerRequest },
      fee: baseFeePerGas ?? 0n,
      now: head.timestamp,
      cap: coverCap,
    }),
  }
}
