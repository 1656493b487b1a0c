import { erc20Abi, hexToBytes } from 'viem'
import { describeError } from '../chain/describeError.ts'
import { findReport, type RecordedOrders } from '../chain/findReport.ts'
import { encodeHeal, type HealArguments } from '../chain/heal.ts'
import { quoteSwap } from '../chain/quoteSwap.ts'
import { readMinimumOut } from '../chain/readMinimumOut.ts'
import { type ReserveState, readReserveState } from '../chain/readReserveState.ts'
import { decideHeal, type WaitReason } from '../protocol/healDecision.ts'
import { orderDigest } from '../protocol/orderDigest.ts'
import { openOrder } from '../protocol/sealedOrder.ts'
import type { AgentContext } from './agentContext.ts'
import { closeHeals } from './closeHeals.ts'

const BPS = 10_000n

/** What one pass did. */
export type Outcome =
  | { action: 'waited'; reason: WaitReason | 'notConfirmed' | 'actionOutstanding' | 'priceBelowFloor' | 'refused' }
  | { action: 'simulated' | 'sent'; epoch: number }

const waited = (reason: Extract<Outcome, { action: 'waited' }>['reason']): Outcome => ({ action: 'waited', reason })

const openLatestOrder = (context: AgentContext, state: ReserveState, orders: RecordedOrders | undefined) => {
  if (!orders) return undefined
  const chainId = BigInt(context.client.chain?.id ?? 0)
  try {
    const { spend, salt } = openOrder({
      agentSecretKey: hexToBytes(context.sealingKey),
      context: { chainId, receiver: context.attestation, epoch: state.epoch },
      sealedOrder: orders.sealedOrder,
    })
    const attested = orderDigest(orders.poolOrder, spend, salt) === state.orderDigest
    return { spend, salt, poolOrder: orders.poolOrder, attested }
  } catch (error) {
    context.log.warn({ epoch: state.epoch, err: (error as Error).message }, 'the sealed order does not open')
    return undefined
  }
}

/** The least the agent accepts: its own tolerance below the quote, and never less than the treasury's floor. */
const chooseMinOut = async (context: AgentContext, spend: bigint): Promise<bigint | undefined> => {
  const { client, treasury, quoter, payment, collateral, poolFee, slippageBps } = context
  const [floor, quote] = await Promise.all([
    readMinimumOut(client, { treasury, spend }),
    quoteSwap(client, { quoter, tokenIn: payment, tokenOut: collateral, poolFee, amountIn: spend }),
  ])
  if (quote < floor) return undefined
  const tolerated = (quote * (BPS - slippageBps)) / BPS
  return tolerated > floor ? tolerated : floor
}

/** Simulates, journals, and only then sends. */
const act = async (context: AgentContext, heal: HealArguments): Promise<Outcome> => {
  const { client, wallet, journal, log, treasury } = context
  const data = encodeHeal(heal)
  try {
    await client.call({ account: wallet.address, to: treasury, data })
  } catch (error) {
    log.warn({ epoch: heal.epoch, err: describeError(error) }, 'the treasury would refuse this heal')
    return waited('refused')
  }
  const prepared = await wallet.prepare({ to: treasury, data })
  const record = { epoch: heal.epoch, spend: heal.spend, minOut: heal.minOut, delivered: undefined, reason: undefined }
  if (!prepared) {
    journal.saveHeal({
      ...record,
      state: 'simulated',
      txHash: undefined,
      rawTransaction: undefined,
      nonce: undefined,
    })
    log.info({ epoch: heal.epoch }, 'dry run: the heal was simulated and would succeed; nothing was sent')
    return { action: 'simulated', epoch: heal.epoch }
  }
  journal.saveHeal({ ...record, state: 'intended', ...prepared })
  await wallet.broadcast(prepared.rawTransaction)
  log.info({ epoch: heal.epoch, txHash: prepared.txHash }, 'heal sent')
  return { action: 'sent', epoch: heal.epoch }
}

/**
 * One pass: read the chain at the confirmation depth, settle what is open in the journal, decide, act.
 * Running it twice on the same chain state acts once.
 */
export const reconcile = async (context: AgentContext): Promise<Outcome> => {
  const { client, journal, wallet, attestation, treasury, startBlock, maxLogBlocks } = context
  const head = await client.getBlockNumber({ cacheTime: 0 })
  const blockNumber = head - context.confirmations
  if (blockNumber < startBlock) return waited('notConfirmed')

  const state = await readReserveState(client, { attestation, treasury, blockNumber })
  await closeHeals(context, state)
  if (journal.openHeals().some((heal) => heal.state === 'intended')) return waited('actionOutstanding')
  const known = journal.heal(state.epoch)
  // What was only simulated may still be done for real by an agent that has a key now.
  if (known && (known.state !== 'simulated' || wallet.kind === 'dryRun')) return waited('alreadyHealed')

  const orders =
    state.epoch === 0
      ? undefined
      : await findReport(client, {
          attestation,
          epoch: state.epoch,
          fromBlock: startBlock,
          toBlock: blockNumber,
          maxBlocks: maxLogBlocks,
        })
  const order = openLatestOrder(context, state, orders)
  const balance = await client.readContract({
    address: context.payment,
    abi: erc20Abi,
    functionName: 'balanceOf',
    args: [treasury],
    blockNumber,
  })
  const isAgent = state.agent.toLowerCase() === wallet.address.toLowerCase()
  const decision = decideHeal({ ...state, isAgent, order, balance })
  if (decision.action === 'wait' || !order)
    return waited(decision.action === 'wait' ? decision.reason : 'orderUnreadable')

  const minOut = await chooseMinOut(context, decision.spend)
  if (minOut === undefined) return waited('priceBelowFloor')
  const { epoch, spend } = decision
  return act(context, { epoch, spend, salt: order.salt, poolOrder: order.poolOrder, minOut })
}
