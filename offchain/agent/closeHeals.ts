import { type TransactionReceipt, TransactionReceiptNotFoundError } from 'viem'
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
  log.info({ epoch: heal.epoch, state: closed.state, txHash: heal.txHash, reason: closed.reason }, 'heal updated')
}

/** Learns from the chain what became of a transaction that was signed: mined, reverted, displaced or still missing. */
const settleIntent = async (context: AgentContext, state: ReserveState, heal: HealRecord): Promise<void> => {
  const receipt = await receiptOf(context, heal)
  if (receipt) {
    if (receipt.blockNumber > state.blockNumber) return
    const healed = receipt.status === 'success' ? findHealed(receipt, context.treasury) : undefined
    if (healed) close(context, heal, { state: 'mined', delivered: healed.delivered })
    else close(context, heal, { state: 'failed', reason: 'the transaction reverted' })
    return
  }
  const mined = await context.client.getTransactionCount({
    address: context.wallet.address,
    blockNumber: state.blockNumber,
  })
  if (heal.nonce === undefined || heal.rawTransaction === undefined || mined > heal.nonce) {
    close(context, heal, { state: 'failed', reason: 'another transaction took its nonce' })
    return
  }
  // The same bytes: whatever happened to the first broadcast, at most one of them can be mined.
  await context.wallet.broadcast(heal.rawTransaction)
}

/** Brings every open journal record up to what the chain says. `state` is of a confirmed block. */
export const closeHeals = async (context: AgentContext, state: ReserveState): Promise<void> => {
  for (const heal of context.journal.openHeals()) {
    if (heal.state === 'intended') await settleIntent(context, state, heal)
    else if (state.status === 'SOLVENT' && state.epoch > heal.epoch) close(context, heal, { state: 'attested' })
  }
}
