import { isAddressEqual } from 'viem'
import { encodeExpireRound } from '../../chain/darkpool/expireRound.ts'
import type { BlockHeader } from '../../chain/readHead.ts'
import { encodeCollectStake, encodeDepositIntoPool } from '../../chain/treasury/poolCalls.ts'
import { type RequestState, readRequestState } from '../../chain/treasury/readRequestState.ts'
import { findExpired, isDepositDue } from '../../protocol/poolUpkeep.ts'
import type { ActionKind } from '../../store/journal.ts'
import type { AgentContext } from '../agentContext.ts'
import { countReverts } from '../countAttempts.ts'
import { type Execution, execute } from '../execute.ts'
import { recentActions } from '../recentActions.ts'
import { isLineTaken } from '../urgency.ts'
import { readView, type View } from '../view.ts'
import type { WalletCall } from '../wallets/wallet.ts'
import type { PoolSight } from './poolKeeper.ts'

type Sent = Exclude<Execution, { action: 'refused' }>
type Step = { kind: ActionKind; id: number; mechanism: string; amount: bigint; call: WalletCall }
/** Where the pool is looked after: what is believed, what was seen there, and the newest block. */
type Place = { view: View; sight: PoolSight; head: BlockHeader }

/**
 * Does a step unless it is done or waits, or steps of its kind reverted too often of late. What counts is a window and no
 * lifetime: a step has one name until it succeeds, and must not be given up for good.
 */
const doOnce = async (context: AgentContext, { kind, id, mechanism, amount, call }: Step, head: BlockHeader) => {
  const { journal, wallet, healPolicy } = context
  if (isLineTaken(await journal.openActions(), kind)) return undefined
  const known = await journal.action(kind, id)
  // What was only simulated may still be done for real by an agent that has a key now.
  const isDone =
    known?.state === 'simulated' ? wallet.kind === 'dryRun' : known !== undefined && known.state !== 'failed'
  if (isDone) return undefined
  const since = head.timestamp - healPolicy.retryWindowSeconds
  if (countReverts(await recentActions(context), { kinds: [kind], since }) >= healPolicy.retryBudget) return undefined
  const proposal = { amount, minOut: 0n, execute: { via: 'wallet', call } } as const
  const execution = await execute(context, { kind, id, mechanism, proposal }, head)
  return execution.action === 'refused' ? undefined : execution
}

/** Ends what ran out of time, if nobody else did: while it lasts, no other request can go out. */
const expire = async (context: AgentContext, { sight, head }: Place): Promise<Sent | undefined> => {
  const { closed, live, isKeyed, isFrozen } = sight.state
  if (!isKeyed || isFrozen) return undefined
  const deadlines = { roundDeadline: closed?.deadline, requestDeadline: live?.deadline }
  const graceSeconds = context.poolKeeper.policy.expireGraceSeconds
  const id = findExpired(deadlines, { now: head.timestamp, graceSeconds })
  if (id === undefined) return undefined
  const call = { to: context.pool, data: encodeExpireRound() }
  return doOnce(context, { kind: 'expire', id, mechanism: 'darkPool', amount: 0n, call }, head)
}

/** Fetches the stake of requests that are over, for the next one. */
const collectStake = async (context: AgentContext, { sight, head }: Place): Promise<Sent | undefined> => {
  const { stakeCredit, live, schedule } = sight.state
  if (stakeCredit === 0n || live?.isOwn) return undefined
  const call = { to: context.treasury, data: encodeCollectStake() }
  const id = schedule.lastRequestAt
  return doOnce(context, { kind: 'stake', id, mechanism: 'darkPool', amount: 0n, call }, head)
}

/** Makes the deposit of the treasury's fixed schedule. */
const deposit = async (context: AgentContext, { view, sight, head }: Place): Promise<Sent | undefined> => {
  const { client, wallet, treasury, poolKeeper } = context
  const isDue = ({ state }: View, pool: RequestState): boolean =>
    isDepositDue({
      now: head.timestamp,
      ...pool.schedule,
      amount: pool.depositAmount,
      treasuryBalance: pool.balance,
      isTreasuryPaused: state.paused,
      isAgent: isAddressEqual(state.agent, wallet.address),
      pool,
    })
  if (!isDue(view, sight.state)) return undefined
  const deep = await readView(context, head, poolKeeper.policy.requestDepth)
  if (!deep) return undefined
  const pool = await readRequestState(client, { ...context, block: deep.block })
  const id = pool.schedule.lastPoolDepositAt
  // One of them is on chain already, and not deep enough.
  if (!isDue(deep, pool) || id !== sight.state.schedule.lastPoolDepositAt) return undefined
  const call = { to: treasury, data: encodeDepositIntoPool() }
  return doOnce(context, { kind: 'poolDeposit', id, mechanism: 'darkPool', amount: pool.depositAmount, call }, head)
}

/** Does what keeps requests going and has nothing to do with what they hold; one step at most. */
export const keepPool = async (context: AgentContext, place: Place): Promise<Sent | undefined> =>
  (await expire(context, place)) ?? (await collectStake(context, place)) ?? (await deposit(context, place))
