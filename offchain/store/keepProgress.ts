import type { Hex } from 'viem'
import type { RecordedReport } from '../protocol/recordedReport.ts'
import { type Checkpoint, type Journal, KEPT_CHECKPOINTS } from './journal.ts'
import { writePoolEvents } from './keepPoolEvents.ts'
import type { SqlEngine } from './sqlEngine.ts'

type CheckpointRow = { block_number: bigint; block_hash: Hex }
type ReportRow = { epoch: bigint; orders: string; block_number: bigint; block_hash: Hex }

/** Rows of one insert: large for speed (SQLite takes 32,766 parameters), few sizes so that statements are reused. */
const ROWS_AT_ONCE = [1_000, 100, 10, 1]

const toCheckpoint = (row: CheckpointRow): Checkpoint => ({ blockNumber: row.block_number, blockHash: row.block_hash })

const toReport = (row: ReportRow): RecordedReport => ({
  epoch: Number(row.epoch),
  ...(JSON.parse(row.orders) as Pick<RecordedReport, 'poolOrder' | 'sealedOrder' | 'orderDigest'>),
  blockNumber: row.block_number,
  blockHash: row.block_hash,
})

const toValues = ({ epoch, poolOrder, sealedOrder, orderDigest, blockNumber, blockHash }: RecordedReport) => [
  epoch,
  JSON.stringify({ poolOrder, sealedOrder, orderDigest }),
  blockNumber,
  blockHash,
]

const insertReports = (count: number): string => {
  const rows = Array.from(
    { length: count },
    (_, row) => `($${4 * row + 1}, $${4 * row + 2}, $${4 * row + 3}, $${4 * row + 4})`,
  )
  return `insert into report (epoch, orders, block_number, block_hash) values ${rows.join(', ')}
    on conflict (epoch) do update set
      orders = excluded.orders, block_number = excluded.block_number, block_hash = excluded.block_hash`
}

/** The part of the journal that is derived from the chain: what was seen, and up to which block. */
export const keepProgress = ({
  query,
  transaction,
}: SqlEngine): Pick<Journal, 'checkpoints' | 'report' | 'saveProgress' | 'rewind'> => ({
  async checkpoints() {
    const rows = await query<CheckpointRow>('select * from checkpoint order by block_number desc')
    return rows.map(toCheckpoint)
  },

  async report(epoch) {
    const [row] = await query<ReportRow>('select * from report where epoch = $1', [epoch])
    return row && toReport(row)
  },

  saveProgress: ({ reports, poolEvents = [], checkpoint }) =>
    transaction(async (query) => {
      // One statement may not write a row twice; of two reports of one epoch the later is the one that stands.
      const unique = [...new Map(reports.map((report) => [report.epoch, report])).values()]
      for (const count of ROWS_AT_ONCE) {
        while (unique.length >= count) await query(insertReports(count), unique.splice(0, count).flatMap(toValues))
      }
      await writePoolEvents(query, poolEvents)
      await query(
        `insert into checkpoint (block_number, block_hash) values ($1, $2)
          on conflict (block_number) do update set block_hash = excluded.block_hash`,
        [checkpoint.blockNumber, checkpoint.blockHash],
      )
      await query(
        `delete from checkpoint where block_number <=
          (select block_number from checkpoint order by block_number desc limit 1 offset ${KEPT_CHECKPOINTS})`,
      )
    }),

  rewind: (to) =>
    transaction(async (query) => {
      const height = [to?.blockNumber ?? -1n]
      await query('delete from report where block_number > $1', height)
      await query('delete from pool_event where block_number > $1', height)
      await query('delete from checkpoint where block_number > $1', height)
    }),
})
