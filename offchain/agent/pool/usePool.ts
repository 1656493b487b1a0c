import type { BlockHeader } from '../../chain/readHead.ts'
import type { AgentContext } from '../agentContext.ts'
import type { Execution } from '../execute.ts'
import type { View } from '../view.ts'
import { UnaffordableError } from '../wallets/unaffordableError.ts'
import { keepPool } from './keepPool.ts'
import { lookAtPool } from './lookAtPool.ts'
import type { PoolSight } from './poolKeeper.ts'
import { sendRequest } from './sendRequest.ts'

type Sent = Exclude<Execution, { action: 'refused' }>

/** Looks at the pool, if the last look is not good any more; undefined when it is. */
const look = async (context: AgentContext, { block }: View, head: BlockHeader): Promise<PoolSight | undefined> => {
  const { client, poolKeeper, metrics } = context
  const { seen, policy } = poolKeeper
  // Time on a chain may go back, with its blocks.
  if (seen && Math.abs(head.timestamp - seen.at) < policy.lookEverySeconds) return undefined
  const sight = await lookAtPool(client, { ...context, block, head, coverCap: policy.coverCap })
  poolKeeper.seen = { sight, at: head.timestamp }
  metrics.recordPool(sight)
  return sight
}

const act = async (
  context: AgentContext,
  place: { view: View; sight: PoolSight; head: BlockHeader },
): Promise<Sent | undefined> => {
  const { poolKeeper, log } = context
  const request = await sendRequest(context, place)
  const waits = typeof request === 'string' ? request : undefined
  if (waits !== poolKeeper.waits && waits !== undefined) log.info({ reason: waits }, 'no request now')
  poolKeeper.waits = waits
  return typeof request === 'string' ? keepPool(context, place) : request
}

/**
 * The agent's part in the pool: one request an interval, and what keeps that going. `mayAct` is false when this pass has
 * acted already, or must not.
 */
export const usePool = async (
  context: AgentContext,
  { view, head, mayAct }: { view: View; head: BlockHeader; mayAct: boolean },
): Promise<Sent | undefined> => {
  const sight = await look(context, view, head)
  if (!sight || !mayAct) return undefined
  try {
    return await act(context, { view, sight, head })
  } catch (error) {
    if (!(error instanceof UnaffordableError)) throw error
    context.poolKeeper.waits = 'feesTooHigh'
    context.log.warn({ err: error.message }, 'the pool waits for lower fees')
    return undefined
  }
}
