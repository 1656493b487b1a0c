import { hexToBigInt, isAddressEqual } from 'viem'
import type { BlockHeader } from '../../chain/readHead.ts'
import { encodeRequest } from '../../chain/treasury/poolCalls.ts'
import { type RequestState, readRequestState } from '../../chain/treasury/readRequestState.ts'
import { isCoverCapReached } from '../../protocol/coverCost.ts'
import { hideSpend } from '../../protocol/orderDigest.ts'
import { findRequestObstacle, type RequestWait } from '../../protocol/requestDecision.ts'
import type { AgentContext } from '../agentContext.ts'
import { countAttempts, countReverts } from '../countAttempts.ts'
import { type Execution, execute } from '../execute.ts'
import { readOrder } from '../mechanisms/readOrder.ts'
import { recentActions } from '../recentActions.ts'
import { isLineTaken } from '../urgency.ts'
import { readView, type View } from '../view.ts'
import type { PoolSight } from './poolKeeper.ts'

/** Which mechanism does it, as the journal and the history say. */
const DARK_POOL = 'darkPool'

/** Why a pass sent no request. */
export type RequestObstacle =
  | RequestWait
  | 'notConfirmed'
  | 'actionOutstanding'
  | 'alreadyRequested'
  | 'alreadySimulated'
  | 'noOrder'
  | 'reportMissing'
  | 'orderUnreadable'
  | 'orderNotAttested'
  | 'refused'

const findObstacle = async (
  context: AgentContext,
  { state: reserve, block }: View,
  state: RequestState,
  { sight, head }: { sight: PoolSight; head: BlockHeader },
): Promise<RequestObstacle | undefined> => {
  const { journal, wallet, healPolicy } = context
  const known = await journal.action('request', reserve.epoch)
  const recent = await recentActions(context)
  const since = block.timestamp - healPolicy.retryWindowSeconds
  const facts = {
    now: head.timestamp,
    status: reserve.status,
    epoch: reserve.epoch,
    statementAt: reserve.statementAt,
    isTreasuryPaused: reserve.paused,
    isAgent: isAddressEqual(reserve.agent, wallet.address),
    settledAt: state.settledAt,
    lastRequestAt: state.schedule.lastRequestAt,
    schedule: state.schedule,
    pool: { ...state, isRequestLive: state.live !== undefined },
    treasuryEther: state.ether,
    isCoverCapReached: isCoverCapReached(sight.cover),
    attempts: countAttempts(known, recent),
    reverts: countReverts(recent, { kinds: ['request'], since }),
  }
  const obstacle = findRequestObstacle(facts, healPolicy)
  if (obstacle) return obstacle
  if (known?.state === 'mined' || known?.state === 'confirmed') return 'alreadyRequested'
  if (isLineTaken(await journal.openActions(), 'request')) return 'actionOutstanding'
  // What was only simulated may still be done for real by an agent that has a key now.
  return known?.state === 'simulated' && wallet.kind === 'dryRun' ? 'alreadySimulated' : undefined
}

/** Chain and treasury as deep as a request needs them; undefined while they are not the same as seen above. */
const readDeep = async (
  context: AgentContext,
  view: View,
  head: BlockHeader,
): Promise<{ view: View; state: RequestState } | undefined> => {
  const { client, poolKeeper } = context
  const deep = await readView(context, head, poolKeeper.policy.requestDepth)
  // Another report above it: the treasury takes the latest one only.
  if (!deep || deep.state.epoch !== view.state.epoch) return undefined
  return { view: deep, state: await readRequestState(client, { ...context, block: deep.block }) }
}

/**
 * Hands the latest report's order to the pool if the schedule says so, whatever the order holds and whatever became of
 * others. The small order is opened for its salt alone: what it spends decides nothing here.
 */
export const sendRequest = async (
  context: AgentContext,
  { view, sight, head }: { view: View; sight: PoolSight; head: BlockHeader },
): Promise<Exclude<Execution, { action: 'refused' }> | RequestObstacle> => {
  const { journal, treasury } = context
  const shallow = await findObstacle(context, view, sight.state, { sight, head })
  if (shallow) return shallow
  const deep = await readDeep(context, view, head)
  if (!deep) return 'notConfirmed'
  const obstacle = await findObstacle(context, deep.view, deep.state, { sight, head })
  if (obstacle) return obstacle

  const { epoch, orderDigest } = deep.view.state
  // The fallback workflow publishes the bit and no orders.
  if (hexToBigInt(orderDigest) === 0n) return 'noOrder'
  const report = await journal.report(epoch)
  // Another order under the same epoch is a log of another fork.
  if (report?.orderDigest !== orderDigest) return 'reportMissing'
  const order = readOrder(context, { view: deep.view, report, head })
  if (!order) return 'orderUnreadable'
  if (!order.attested) return 'orderNotAttested'

  const { poolOrder } = report
  const data = encodeRequest({ epoch, poolOrder, hiddenSpend: hideSpend(order.spend, order.salt) })
  const proposal = { amount: 0n, minOut: 0n, execute: { via: 'wallet', call: { to: treasury, data } } } as const
  const execution = await execute(context, { kind: 'request', id: epoch, mechanism: DARK_POOL, proposal }, head)
  return execution.action === 'refused' ? 'refused' : execution
}
