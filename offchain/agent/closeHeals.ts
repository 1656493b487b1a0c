import { type Address, type TransactionReceipt, TransactionReceiptNotFoundError } from 'viem'
import { findHealed } from '../chain/heal.ts'
import type { ReserveState } from '../chain/readReserveState.ts'
import type { HealRecord } from '../store.ts'
import type { AgentContext } from './agentContext.ts'

const receiptOf = async ({ client }: AgentContext, heal: HealRecord): Promise<TransactionReceipt | undefined> => {
  if (!heal.txHash) return undefined
  try {
    return await client.getTransactionReceipt({ hash: heal.txHash })
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return undefined
    throw error
  }
}

const close = ({ journal, log }: AgentContext, heal: HealRecord, change: Partial<HealRecord>): void => {
  const closed = { ...heal, ...change }
  journal.saveHeal(closed)
  const fields = { epoch: heal.epoch, state: closed.state, txHash: heal.txHash, reason: closed.reason }
  if (closed.reason) log.warn(fields, 'heal updated')
  else log.info(fields, 'heal updated')
}

const isSameAddress = (a: string | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase()

/** Why a transaction without a receipt can never heal any more; undefined while it still can. */
const findDeath = async (context: AgentContext, state: ReserveState, heal: HealRecord): Promise<string | undefined> => {
  if (state.epoch > heal.epoch) return 'a newer report came before it was mined'
  if (!isSameAddress(heal.sender, state.agent)) return 'it was signed by a key that is not the agent any more'
  const mined = await context.client.getTransactionCount({
    address: heal.sender as Address,
    blockNumber: state.blockNumber,
  })
  return heal.nonce === undefined || mined > heal.nonce ? 'another transaction took its nonce' : undefined
}

/** Learns from the chain what became of a transaction that was signed: mined, reverted, void or still missing. */
const settleIntent = async (context: AgentContext, state: ReserveState, heal: HealRecord): Promise<void> => {
  const receipt = await receiptOf(context, heal)
  if (receipt) {
    if (receipt.blockNumber > state.blockNumber) return
    const healed = receipt.status === 'success' ? findHealed(receipt, context.treasury) : undefined
    if (healed) close(context, heal, { state: 'mined', delivered: healed.delivered })
    else close(context, heal, { state: 'failed', reason: 'the transaction reverted' })
    return
  }
  if (state.lastHealedEpoch === heal.epoch) {
    close(context, heal, { state: 'mined', reason: 'healed on chain; the node has no receipt of our transaction' })
    return
  }
  const death = await findDeath(context, state, heal)
  if (death) {
    close(context, heal, { state: 'failed', reason: death })
    return
  }
  if (context.wallet.kind === 'dryRun' || !heal.rawTransaction) {
    context.log.warn({ epoch: heal.epoch, txHash: heal.txHash }, 'a dry run sends nothing: this heal is outstanding')
    return
  }
  // The same bytes: whatever happened to the first broadcast, at most one of them can be mined.
  await context.wallet.broadcast(heal.rawTransaction)
}

/** A mined heal is done when a later report has seen it; a reorganisation may take it back until then. */
const followMined = (context: AgentContext, state: ReserveState, heal: HealRecord): void => {
  if (state.lastHealedEpoch < heal.epoch) {
    close(context, heal, { state: 'intended', delivered: undefined, reason: 'the chain was reorganised' })
  } else if (state.epoch > heal.epoch && state.statementAt > state.lastHealAt) {
    const reason = state.status === 'SOLVENT' ? undefined : `a later report says ${state.status}`
    close(context, heal, { state: 'attested', reason })
  }
}

/** Brings every open journal record up to what the chain says. `state` is of a confirmed block. */
export const closeHeals = async (context: AgentContext, state: ReserveState): Promise<void> => {
  for (const heal of context.journal.openHeals()) {
    if (heal.state === 'intended') await settleIntent(context, state, heal)
    else followMined(context, state, heal)
  }
}
