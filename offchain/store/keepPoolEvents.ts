import type { Hex } from 'viem'
import type { PoolEvent, PoolFact } from '../protocol/poolEvent.ts'
import type { Journal } from './journal.ts'
import type { Query, SqlEngine } from './sqlEngine.ts'

type PoolEventRow = {
  block_number: bigint
  log_index: bigint
  block_hash: Hex
  kind: PoolEvent['kind']
  request_id: bigint | null
  tx_hash: Hex
  at: bigint
  gas_used: string
  gas_price: string
  base_fee: string
  detail: string
}

const toEvent = (row: PoolEventRow): PoolEvent => ({
  ...({ kind: row.kind, ...(JSON.parse(row.detail) as object) } as PoolFact),
  ...(row.request_id === null ? {} : { requestId: Number(row.request_id) }),
  blockNumber: row.block_number,
  blockHash: row.block_hash,
  logIndex: Number(row.log_index),
  txHash: row.tx_hash,
  at: Number(row.at),
  gasUsed: BigInt(row.gas_used),
  gasPrice: BigInt(row.gas_price),
  baseFee: BigInt(row.base_fee),
})

/** Inserts events, or replaces those at the same place, within a transaction. */
export const writePoolEvents = async (query: Query, events: readonly PoolEvent[]): Promise<void> => {
  for (const event of events) {
    const { kind, blockNumber, blockHash, logIndex, txHash, at, gasUsed, gasPrice, baseFee, ...fact } = event
    const { requestId = null, ...detail } = { requestId: undefined, ...fact }
    await query(
      `insert into pool_event
        (block_number, log_index, block_hash, kind, request_id, tx_hash, at, gas_used, gas_price, base_fee, detail)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
      on conflict (block_number, log_index) do update set
        block_hash = excluded.block_hash, kind = excluded.kind, request_id = excluded.request_id,
        tx_hash = excluded.tx_hash, at = excluded.at, gas_used = excluded.gas_used, gas_price = excluded.gas_price,
        base_fee = excluded.base_fee, detail = excluded.detail`,
      [
        blockNumber,
        logIndex,
        blockHash,
        kind,
        requestId,
        txHash,
        at,
        gasUsed.toString(),
        gasPrice.toString(),
        baseFee.toString(),
        JSON.stringify(detail),
      ],
    )
  }
}

/** The part of the journal that is derived from the chain and says what became of requests. */
export const keepPoolEvents = ({ query }: Pick<SqlEngine, 'query'>): Pick<Journal, 'poolEvents'> => ({
  async poolEvents({ kind, requestId, since, limit = Number.MAX_SAFE_INTEGER } = {}) {
    const wanted: [condition: string, value: string | number | undefined][] = [
      ['kind =', kind],
      ['request_id =', requestId],
      ['at >=', since],
    ]
    const given = wanted.flatMap(([condition, value]) => (value === undefined ? [] : [{ condition, value }]))
    const where = given.map(({ condition }, index) => `${condition} $${index + 2}`).join(' and ')
    const rows = await query<PoolEventRow>(
      `select * from pool_event ${where && `where ${where}`} order by block_number desc, log_index desc limit $1`,
      [limit, ...given.map(({ value }) => value)],
    )
    return rows.map(toEvent)
  },
})
