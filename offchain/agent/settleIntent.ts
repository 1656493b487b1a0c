import { isAddressEqual, type TransactionReceipt, TransactionReceiptNotFoundError } from 'viem'
import { describeBriefly, describeError } from '../chain/describeError.ts'
import { findHealed, findHealedLog } from '../chain/heal.ts'
import { isCanonical } from '../chain/isCanonical.ts'
import type { Action, ActionKind, SignedTransaction } from '../store/journal.ts'
import type { Agent } from './agent.ts'
import { purposeOf } from './purposeOf.ts'
import { updateAction } from './updateAction.ts'
import { URGENCY } from './urgency.ts'
import type { Sight, View } from './view.ts'

const findReceipt = async (
  { client }: Agent,
  { txHash }: SignedTransaction,
): Promise<TransactionReceipt | undefined> => {
  try {
    return await client.getTransactionReceipt({ hash: txHash })
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return undefined
    throw error
  }
}

/**
 * The receipt of whichever transaction of this attempt was mined, if one was. Newest first: it has the best fees. What
 * reverted belongs to an attempt that is over.
 */
const findMined = async (context: Agent, { transactions }: Action): Promise<TransactionReceipt | undefined> => {
  for (const transaction of transactions.filter(({ reverted }) => !reverted).toReversed()) {
    const receipt = await findReceipt(context, transaction)
    if (receipt && (await isCanonical(context.client, receipt))) return receipt
  }
  return undefined
}

const closeMined = (context: Agent, action: Action, receipt: TransactionReceipt): Promise<void> => {
  const { transactionHash: txHash, blockNumber, blockHash } = receipt
  if (receipt.status === 'reverted') {
    const transactions = action.transactions.map((sent) =>
      sent.txHash === txHash ? { ...sent, reverted: true } : sent,
    )
    return updateAction(context, action, { state: 'failed', transactions, reason: 'the transaction reverted' })
  }
  const delivered = action.kind === 'heal' ? findHealed(receipt, context.treasury)?.delivered : undefined
  const minedIn = { txHash, blockNumber, blockHash }
  return updateAction(context, action, { state: 'mined', minedIn, delivered, reason: undefined })
}

/** Whether somebody else's transaction healed this epoch: another replica's, or the fallback. */
const adoptForeignHeal = async (context: Agent, view: View, action: Action): Promise<boolean> => {
  if (action.kind !== 'heal' || view.state.lastHealedEpoch !== action.id) return false
  const report = await context.journal.report(action.id)
  const healed = await findHealedLog(context.client, {
    treasury: context.treasury,
    epoch: action.id,
    fromBlock: report?.blockNumber ?? context.startBlock,
    toBlock: view.block.number,
    rangeBlocks: context.maxLogBlocks,
    maxRangeBlocks: context.maxLogBlocks,
  })
  if (!healed) return false
  const { delivered, ...minedIn } = healed
  await updateAction(context, action, { state: 'mined', minedIn, delivered, reason: 'healed by another transaction' })
  return true
}

/** Whether somebody else's transaction handed this epoch's order to the pool: another replica's, or ours of a lost journal. */
const adoptForeignRequest = async (context: Agent, view: View, action: Action): Promise<boolean> => {
  if (action.kind !== 'request') return false
  const sent = await context.journal.poolEvents({ kind: 'sent', limit: REQUESTS_LOOKED_AT })
  const own = sent.find((event) => event.kind === 'sent' && event.epoch === action.id)
  if (!own || own.blockNumber > view.block.number) return false
  const { txHash, blockNumber, blockHash } = own
  const minedIn = { txHash, blockNumber, blockHash }
  await updateAction(context, action, { state: 'mined', minedIn, reason: 'requested by another transaction' })
  return true
}

/** What anybody may do, whoever is the treasury's agent. */
const BY_ANYONE: ReadonlySet<ActionKind> = new Set(['collateral', 'expire', 'stake'])
/** More than a report is in force for. */
const REQUESTS_LOOKED_AT = 100

const holdsNonce = ({ sender, nonce }: SignedTransaction, action: Action): boolean =>
  action.transactions.some((other) => other.nonce === nonce && isAddressEqual(other.sender, sender))

/** Why a transaction without a receipt can do nothing any more; undefined while it still can. */
const findDeath = async (
  { client, journal, wallet }: Agent,
  { view: { block, state }, head }: Sight,
  action: Action,
  sent: SignedTransaction,
): Promise<string | undefined> => {
  const isOfReport = action.kind === 'heal' || action.kind === 'request'
  if (isOfReport && state.epoch > action.id) return 'a newer report came before it was mined'
  const actor = BY_ANYONE.has(action.kind) ? wallet.address : state.agent
  if (!isAddressEqual(sent.sender, actor)) return 'its key is not the agent any more'
  const [believed, newest] = await Promise.all(
    [block, head].map(({ hash }) =>
      client.getTransactionCount({ address: sent.sender, blockHash: hash, requireCanonical: true }),
    ),
  )
  if (believed !== undefined && believed > sent.nonce) return 'another transaction took its nonce'
  if (newest === undefined || newest >= sent.nonce) return undefined
  const before = { ...sent, nonce: newest }
  const isAwaited = (await journal.openActions()).some((other) => holdsNonce(before, other))
  return isAwaited ? undefined : 'a reorganisation took the transaction before it'
}

/** What is more urgent takes the nonce of what waits: pushing both would make them outbid each other. */
const isDisplaced = async ({ journal }: Agent, action: Action, sent: SignedTransaction): Promise<boolean> =>
  (await journal.openActions()).some((other) => URGENCY[other.kind] > URGENCY[action.kind] && holdsNonce(sent, other))

/** Sends the same bytes again or, when they have waited too long, the same call with higher fees at the same nonce. */
const push = async (context: Agent, action: Action, sent: SignedTransaction): Promise<void> => {
  const { wallet, metrics, log } = context
  const replacement = await wallet.replace(sent, purposeOf(action.kind)).catch((error: unknown) => {
    // What is signed already needs no signer and no advice about fees.
    log.warn({ id: action.id, err: describeBriefly(error) }, 'cannot outbid')
    return undefined
  })
  if (replacement) {
    await updateAction(context, action, { transactions: [...action.transactions, replacement] })
    metrics.recordAttempt({ kind: action.kind, replaces: true })
  }
  // The same bytes: whatever happened to an earlier broadcast, at most one transaction of this nonce can be mined.
  await wallet.broadcast((replacement ?? sent).rawTransaction)
}

/** For what a mechanism handed over itself, when a crash came or nobody knew what became of it. */
const recover = async (context: Agent, action: Action): Promise<void> => {
  const mechanism = context.mechanisms.find(({ name }) => name === action.mechanism)
  const reason = `interrupted, and the mechanism ${action.mechanism} is not configured any more`
  try {
    const outcome = (await mechanism?.recover?.(context, action)) ?? { state: 'unknown', reason }
    if (outcome.state !== action.state) await updateAction(context, action, outcome)
  } catch (error) {
    // It may look at another chain than ours: its troubles must not blind the rest of the pass.
    context.log.warn({ id: action.id, mechanism: action.mechanism, err: describeError(error) }, 'cannot recover')
  }
}

/** Learns what became of what was handed over: mined, reverted, void or still missing. */
export const settleIntent = async (context: Agent, sight: Sight, action: Action): Promise<void> => {
  const { view } = sight
  if (action.memo !== undefined) return recover(context, action)
  const receipt = await findMined(context, action)
  // On chain, but not deep enough to be believed: nothing to do but wait.
  if (receipt && receipt.blockNumber > view.block.number) return
  if (receipt) return closeMined(context, action, receipt)
  if (await adoptForeignHeal(context, view, action)) return
  if (await adoptForeignRequest(context, view, action)) return
  const sent = action.transactions.at(-1)
  // A journal of an earlier release did not keep the bytes.
  if (!sent) return updateAction(context, action, { state: 'unknown', reason: 'the journal has nothing to look for' })
  const death = await findDeath(context, sight, action, sent)
  if (death) return updateAction(context, action, { state: 'failed', reason: death })
  if (!(await isDisplaced(context, action, sent))) await push(context, action, sent)
}
