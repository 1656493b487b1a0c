import { connectPostgres } from '../../offchain/store/postgres/connectPostgres.ts'
import { createPostgresEngine } from '../../offchain/store/postgres/createPostgresEngine.ts'
import { createSqliteEngine } from '../../offchain/store/sqlite/createSqliteEngine.ts'
import { describeJournalFile } from '../../offchain/store/sqliteJournal.ts'
import { batchSize, CHANNELS } from './writeJournal.ts'

/** The last step whose record of each kind is there; 0 when there is none. */
export type WrittenSteps = { progress: number; action: number; incident: number }

/**
 * Looks past the journal at its tables: what {@link writeJournal} left there must be whole, without gaps, and no
 * record may come before one that was to be written earlier. Throws otherwise.
 */
export const readWrittenSteps = async (location: string): Promise<WrittenSteps> => {
  const engine = location.startsWith('postgres://')
    ? createPostgresEngine(await connectPostgres(location))
    : createSqliteEngine({ ...describeJournalFile(location), readOnly: true })
  const count = async (statement: string): Promise<(readonly [number, number])[]> =>
    (await engine.query<{ step: bigint; rows: bigint }>(statement)).map(({ step, rows }) => [
      Number(step),
      Number(rows),
    ])

  /** Steps 1 to n, each with as many rows as it should have. */
  const assertWhole = (kind: string, found: (readonly [number, number])[], expected: (step: number) => number) => {
    for (const [index, [step, rows]] of found.entries()) {
      if (step !== index + 1) throw new Error(`${kind} of step ${index + 1} is missing, ${step} is there`)
      if (rows !== expected(step)) throw new Error(`${kind} of step ${step} has ${rows} rows, not ${expected(step)}`)
    }
    return found.length
  }

  try {
    const progress = assertWhole(
      'progress',
      await count('select block_number as step, count(*) as rows from report group by block_number order by 1'),
      batchSize,
    )
    const action = assertWhole('action', await count('select id as step, 1 as rows from action order by id'), () => 1)
    const incident = assertWhole(
      'incident',
      await count(
        `select opened_at as step, count(notification.sequence) as rows from incident
          left join notification on incident_id = incident.id group by opened_at order by 1`,
      ),
      () => CHANNELS.length,
    )
    const [checkpoint] = await count('select coalesce(max(block_number), 0) as step, 0 as rows from checkpoint')
    if (checkpoint?.[0] !== progress) throw new Error(`checkpoint ${checkpoint?.[0]} without its reports (${progress})`)
    if (progress < action || action < incident) throw new Error(`out of order: ${progress}, ${action}, ${incident}`)
    return { progress, action, incident }
  } finally {
    await engine.close()
  }
}
