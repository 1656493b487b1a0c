import { type Address, encodeFunctionData, erc20Abi } from 'viem'
import { describeError } from '../chain/describeError.ts'
import { readBalance } from '../chain/readBalance.ts'
import type { BlockHeader } from '../chain/readHead.ts'
import { decideReplenish } from '../protocol/replenishDecision.ts'
import type { AgentContext } from './agentContext.ts'
import { type Execution, execute } from './execute.ts'
import { URGENCY } from './urgency.ts'
import type { View } from './view.ts'

/** Does the step of the schedule that is due, if there is one and nothing else is open. */
export const replenish = async (
  context: AgentContext,
  { block, state }: View,
  head: BlockHeader,
): Promise<Exclude<Execution, { action: 'refused' }> | undefined> => {
  const { client, journal, log, wallet, treasury, payment, replenish: policy } = context
  if (!policy || state.paused) return undefined
  // What is less urgent only waits for fees: it is outbid.
  const open = (await journal.openActions()).filter(({ kind }) => URGENCY[kind] >= URGENCY.replenish)
  if (open.some(({ state }) => state !== 'mined')) return undefined
  const balanceOf = (holder: Address) => readBalance(client, { token: payment, holder, blockHash: block.hash })
  const [treasuryBalance, agentBalance] = await Promise.all([balanceOf(treasury), balanceOf(wallet.address)])
  const step = decideReplenish(policy, { now: block.timestamp, treasuryBalance, agentBalance })
  const known = step && (await journal.action('replenish', step.slot))
  // What was only simulated may still be done for real by an agent that has a key now.
  const isDone = known !== undefined && (known.state !== 'simulated' || wallet.kind === 'dryRun')
  if (!step || isDone) return undefined
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [treasury, step.amount] })
  const proposal = { amount: step.amount, minOut: 0n, execute: { via: 'wallet', call: { to: payment, data } } } as const
  try {
    const execution = await execute(
      context,
      { kind: 'replenish', id: step.slot, mechanism: 'transfer', proposal },
      head,
    )
    return execution.action === 'refused' ? undefined : execution
  } catch (error) {
    // It can wait for cheaper gas; an agent that could heal is not failing.
    log.warn({ slot: step.slot, err: describeError(error) }, 'the treasury is not replenished now')
    return undefined
  }
}
