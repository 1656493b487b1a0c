import { type Address, type Hex, parseTransaction } from 'viem'
import type { ActionState, SignedTransaction } from '../journal.ts'
import { writeAction } from '../keepActions.ts'
import type { Query } from '../sqlEngine.ts'

/** A row of the table `heal`, in which version 0.1 kept one heal with the last transaction that was signed for it. */
type HealRow = {
  epoch: bigint
  state: 'intended' | 'mined' | 'attested' | 'failed' | 'simulated'
  spend: string
  min_out: string
  tx_hash: Hex | null
  raw_transaction: Hex | null
  sender: Address | null
  nonce: bigint | null
  delivered: string | null
  reason: string | null
}

/** Where it was mined was not kept, so whoever follows open actions looks it up again. */
const STATES: Record<HealRow['state'], ActionState> = {
  intended: 'intended',
  mined: 'intended',
  attested: 'confirmed',
  failed: 'failed',
  simulated: 'simulated',
}

const toTransactions = ({ tx_hash, raw_transaction, sender, nonce, epoch }: HealRow): SignedTransaction[] => {
  if (!tx_hash || !raw_transaction || !sender || nonce === null) return []
  const { maxFeePerGas = 0n, maxPriorityFeePerGas = 0n } = parseTransaction(raw_transaction)
  return [
    {
      txHash: tx_hash,
      rawTransaction: raw_transaction,
      sender,
      nonce: Number(nonce),
      maxFeePerGas,
      maxPriorityFeePerGas,
      signedAt: Number(epoch),
    },
  ]
}

/** Takes a journal of version 0.1 apart; what it hands back puts the heals into the new tables. */
export const migrateHeals = async (query: Query): Promise<(() => Promise<void>) | undefined> => {
  const [old] = await query("select name from sqlite_master where type = 'table' and name = 'heal'")
  if (!old) return undefined
  const heals = await query<HealRow>('select * from heal order by epoch')
  await query('alter table binding add column version integer not null default 1')
  await query('alter table binding add column probes integer not null default 0')
  // Its cursor had no block hash: the chain is read again from the start.
  for (const table of ['heal', 'cursor']) await query(`drop table ${table}`)
  return async () => {
    for (const heal of heals) {
      await writeAction(query, {
        kind: 'heal',
        id: Number(heal.epoch),
        mechanism: 'treasurySwap',
        state: STATES[heal.state],
        amount: BigInt(heal.spend),
        minOut: BigInt(heal.min_out),
        transactions: toTransactions(heal),
        minedIn: undefined,
        delivered: heal.delivered === null ? undefined : BigInt(heal.delivered),
        reason: heal.reason ?? undefined,
        memo: undefined,
        updatedAt: Number(heal.epoch),
      })
    }
  }
}
