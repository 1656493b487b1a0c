import { erc20Abi, hexToBytes } from 'viem'
import { findRevert } from '../chain/describeError.ts'
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

/** How often one epoch is signed for, when what was signed before reverted or was displaced. */
const MAX_ATTEMPTS = 3

/** What the chain and the journal say against acting, beyond the reasons of {@link decideHeal}. */
type Obstacle =
  | 'notConfirmed'
  | 'actionOutstanding'
  | 'alreadySimulated'
  | 'attemptsExhausted'
  | 'priceUnavailable'
  | 'priceBelowFloor'
  | 'refused'

/** What one pass did. */
export type Outcome =
  | { action: 'waited'; reason: WaitReason | Obstacle }
  | { action: 'simulated' | 'sent'; epoch: number }

const waited = (reason: WaitReason | Obstacle): Outcome => ({ action: 'waited', reason })

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
const chooseMinOut = async (context: AgentContext, spend: bigint): Promise<bigint | Obstacle> => {
  const { client, treasury, quoter, payment, collateral, poolFee, slippageBps } = context
  try {
    const [floor, quote] = await Promise.all([
      readMinimumOut(client, { treasury, spend }),
      quoteSwap(client, { quoter, tokenIn: payment, tokenOut: collateral, poolFee, amountIn: spend }),
    ])
    if (quote < floor) return 'priceBelowFloor'
    const tolerated = (quote * (BPS - slippageBps)) / BPS
    return tolerated > floor ? tolerated : floor
  } catch (error) {
    // A stale feed or a depeg is a state to wait in; anything else is a failure of the endpoint.
    if (findRevert(error)) return 'priceUnavailable'
    throw error
  }
}

/** Simulates, journals, and only then sends. */
const act = async (context: AgentContext, heal: HealArguments): Promise<Outcome> => {
  const { client, wallet, journal, log, treasury } = context
  const { epoch, spend, minOut } = heal
  const data = encodeHeal(heal)
  try {
    await client.call({ account: wallet.address, to: treasury, data })
  } catch (error) {
    const revert = findRevert(error)
    if (!revert) throw error
    // The name only: its arguments may say how large the order is, and nothing was executed.
    log.warn({ epoch, err: revert.name }, 'the treasury would refuse this heal')
    return waited('refused')
  }
  const earlier = journal.heals().flatMap(({ rawTransaction }) => (rawTransaction ? [rawTransaction] : []))
  const prepared = await wallet.prepare({ to: treasury, data }, earlier)
  const attempts = (journal.heal(epoch)?.attempts ?? 0) + (prepared ? 1 : 0)
  journal.saveHeal({
    epoch,
    state: prepared ? 'intended' : 'simulated',
    spend,
    minOut,
    txHash: prepared?.txHash,
    rawTransaction: prepared?.rawTransaction,
    sender: prepared?.sender,
    nonce: prepared?.nonce,
    attempts,
    delivered: undefined,
    reason: undefined,
  })
  if (!prepared) {
    log.info({ epoch }, 'dry run: the heal was simulated and would succeed; nothing was sent')
    return { action: 'simulated', epoch }
  }
  await wallet.broadcast(prepared.rawTransaction)
  log.info({ epoch, txHash: prepared.txHash }, 'heal sent')
  return { action: 'sent', epoch }
}

/** Why the journal says that this epoch is done with; undefined when it may be acted on. */
const findObstacle = ({ journal, wallet }: AgentContext, epoch: number): WaitReason | Obstacle | undefined => {
  if (journal.openHeals().some(({ state }) => state === 'intended')) return 'actionOutstanding'
  const known = journal.heal(epoch)
  if (known?.state === 'mined' || known?.state === 'attested') return 'alreadyHealed'
  if (known?.state === 'failed' && known.attempts >= MAX_ATTEMPTS) return 'attemptsExhausted'
  // What was only simulated may still be done for real by an agent that has a key now.
  return known?.state === 'simulated' && wallet.kind === 'dryRun' ? 'alreadySimulated' : undefined
}

/**
 * One pass: read the chain at the confirmation depth, settle what is open in the journal, decide, act.
 * Running it twice on the same chain state acts once.
 */
export const reconcile = async (context: AgentContext): Promise<Outcome> => {
  const { client, wallet, attestation, treasury, startBlock, maxLogBlocks } = context
  const head = await client.getBlockNumber({ cacheTime: 0 })
  const blockNumber = head - context.confirmations
  if (blockNumber < startBlock) return waited('notConfirmed')

  const state = await readReserveState(client, { attestation, treasury, blockNumber })
  await closeHeals(context, state)
  const obstacle = findObstacle(context, state.epoch)
  if (obstacle) return waited(obstacle)
  const isAgent = state.agent.toLowerCase() === wallet.address.toLowerCase()
  // Without the order first: looking for it is the expensive part.
  const gate = decideHeal({ ...state, isAgent, order: undefined, balance: 0n })
  if (gate.action === 'wait' && gate.reason !== 'orderUnreadable') return waited(gate.reason)

  const orders = await findReport(client, {
    attestation,
    epoch: state.epoch,
    fromBlock: startBlock,
    toBlock: blockNumber,
    maxBlocks: maxLogBlocks,
  })
  const order = openLatestOrder(context, state, orders)
  if (!order) return waited('orderUnreadable')
  const balance = await client.readContract({
    address: context.payment,
    abi: erc20Abi,
    functionName: 'balanceOf',
    args: [treasury],
    blockNumber,
  })
  const decision = decideHeal({ ...state, isAgent, order, balance })
  if (decision.action === 'wait') return waited(decision.reason)

  const { epoch, spend } = decision
  const minOut = await chooseMinOut(context, spend)
  if (typeof minOut === 'string') return waited(minOut)
  return act(context, { epoch, spend, salt: order.salt, poolOrder: order.poolOrder, minOut })
}
