import type { Hex } from 'viem'
import { KitError } from '../errors.ts'
import type { Action, ActionKind, ActionState, Journal, SignedTransaction } from './journal.ts'
import type { Query, SqlEngine } from './sqlEngine.ts'

type ActionRow = {
  kind: ActionKind
  id: bigint
  mechanism: string
  state: ActionState
  amount: string
  min_out: string
  transactions: string
  mined_in: string | null
  delivered: string | null
  reason: string | null
  memo: string | null
  updated_at: bigint
}

type MinedIn = { txHash: Hex; blockNumber: string; blockHash: Hex }
type StoredTransaction = Omit<SignedTransaction, 'maxFeePerGas' | 'maxPriorityFeePerGas'> & {
  maxFeePerGas: string
  maxPriorityFeePerGas: string
}

const OPEN: readonly ActionState[] = ['intended', 'mined', 'unknown']

const toTransaction = (stored: StoredTransaction): SignedTransaction => ({
  ...stored,
  maxFeePerGas: BigInt(stored.maxFeePerGas),
  maxPriorityFeePerGas: BigInt(stored.maxPriorityFeePerGas),
})

const toMinedIn = (text: string): Action['minedIn'] => {
  const { txHash, blockNumber, blockHash } = JSON.parse(text) as MinedIn
  return { txHash, blockNumber: BigInt(blockNumber), blockHash }
}

const toAction = (row: ActionRow): Action => ({
  kind: row.kind,
  id: Number(row.id),
  mechanism: row.mechanism,
  state: row.state,
  amount: BigInt(row.amount),
  minOut: BigInt(row.min_out),
  transactions: (JSON.parse(row.transactions) as StoredTransaction[]).map(toTransaction),
  minedIn: row.mined_in === null ? undefined : toMinedIn(row.mined_in),
  delivered: row.delivered === null ? undefined : BigInt(row.delivered),
  reason: row.reason ?? undefined,
  memo: row.memo ?? undefined,
  updatedAt: Number(row.updated_at),
})

/** JSON has no bigint: they are written as decimal text. */
const toJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? part.toString() : part))

/** Why `next` may not replace `saved`. Forgetting a transaction that is out there is how an agent acts twice. */
const refuse = (saved: Action, next: Action): string | undefined => {
  if (saved.state === 'confirmed') return 'it is confirmed'
  if (saved.transactions.some(({ txHash }, index) => next.transactions[index]?.txHash !== txHash)) {
    return 'a transaction that was signed for it would be forgotten'
  }
  if (next.state === 'simulated' && OPEN.includes(saved.state)) return `it is ${saved.state}, not a dry run`
  return undefined
}

const findAction = async (query: Query, kind: ActionKind, id: number): Promise<Action | undefined> => {
  const [row] = await query<ActionRow>('select * from action where kind = $1 and id = $2', [kind, id])
  return row && toAction(row)
}

/** Inserts or replaces one action, within a transaction. */
export const writeAction = async (query: Query, action: Action): Promise<void> => {
  const saved = await findAction(query, action.kind, action.id)
  const reason = saved && refuse(saved, action)
  if (reason) throw new KitError(`the journal keeps ${action.kind} ${action.id} as it is: ${reason}`)
  await query(
    `insert into action
      (kind, id, mechanism, state, amount, min_out, transactions, mined_in, delivered, reason, memo, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    on conflict (kind, id) do update set
      mechanism = excluded.mechanism, state = excluded.state, amount = excluded.amount, min_out = excluded.min_out,
      transactions = excluded.transactions, mined_in = excluded.mined_in, delivered = excluded.delivered,
      reason = excluded.reason, memo = excluded.memo, updated_at = excluded.updated_at`,
    [
      action.kind,
      action.id,
      action.mechanism,
      action.state,
      action.amount.toString(),
      action.minOut.toString(),
      toJson(action.transactions),
      action.minedIn ? toJson(action.minedIn) : null,
      action.delivered?.toString() ?? null,
      action.reason ?? null,
      action.memo ?? null,
      action.updatedAt,
    ],
  )
}

/** The part of the journal that says what was done: never derived, never rolled back. */
export const keepActions = ({
  query,
  transaction,
}: SqlEngine): Pick<Journal, 'action' | 'openActions' | 'actions' | 'saveAction'> => ({
  action: (kind, id) => findAction(query, kind, id),

  async openActions() {
    const open = OPEN.map((state) => `'${state}'`).join(', ')
    const rows = await query<ActionRow>(`select * from action where state in (${open}) order by sequence`)
    return rows.map(toAction)
  },

  async actions({ limit = Number.MAX_SAFE_INTEGER } = {}) {
    const rows = await query<ActionRow>('select * from action order by sequence desc limit $1', [limit])
    return rows.map(toAction)
  },

  saveAction: (action) => transaction((query) => writeAction(query, action)),
})
