import { pathToFileURL } from 'node:url'
import Database from 'libsql'
import { KitError } from '../../errors.ts'
import { createQueue } from '../createQueue.ts'
import type { Query, SqlEngine, SqlRow, SqlValue } from '../sqlEngine.ts'

export type SqliteEngineParameters = {
  file: string
  readOnly: boolean
  /** What it is, for messages: `the journal /path`. */
  title: string
  /** What to do about a file that belongs to something else. */
  elsewhere: string
}

/** How long a statement waits for a reader that is recovering the file, at most. */
const BUSY_TIMEOUT_MS = 2_000

/** What may be over soon: another process, a full disk, a disk that stumbles. */
const PASSING = /^SQLITE_(BUSY|FULL|IOERR|LOCKED)/

const connect = ({ file, readOnly }: Pick<SqliteEngineParameters, 'file' | 'readOnly'>): Database.Database => {
  // `mode=rw` never creates the file; a reader too must be able to write the log's index next to it.
  const database = new Database(`${pathToFileURL(file).href}?mode=rw`)
  database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`)
  if (readOnly) database.exec('pragma query_only = on')
  else database.exec('pragma journal_mode = WAL')
  database.exec('pragma synchronous = FULL')
  return database
}

/** One connection to an existing SQLite file. Every commit is synced to the disk before its promise resolves. */
export const createSqliteEngine = ({ file, readOnly, title, elsewhere }: SqliteEngineParameters): SqlEngine => {
  const fail = (cause: unknown): KitError =>
    new KitError(`${title} failed: ${(cause as Error).message}`, {
      cause,
      retryable: PASSING.test((cause as NodeJS.ErrnoException).code ?? ''),
    })
  const attempt = <Result>(work: () => Result): Result => {
    try {
      return work()
    } catch (cause) {
      throw fail(cause)
    }
  }

  const database = attempt(() => connect({ file, readOnly }))
  const statements = new Map<string, Database.Statement>()
  const enqueue = createQueue()
  let isClosed = false

  const prepare = (sql: string): Database.Statement => {
    const known = statements.get(sql)
    if (known) return known
    // SQLite numbers `?1`; `$1` would be a name.
    const statement = database.prepare(sql.replaceAll(/\$(\d+)/g, '?$1')).safeIntegers(true)
    statements.set(sql, statement)
    return statement
  }
  const toBinding = (value: SqlValue) => (typeof value === 'number' ? BigInt(value) : value)

  const query: Query = async <Row extends SqlRow>(sql: string, values: readonly SqlValue[] = []) => {
    if (isClosed) throw new KitError(`${title} is closed`)
    return attempt(() => prepare(sql).all(values.map(toBinding)) as Row[])
  }

  return {
    name: 'sqlite',
    dialect: { integer: 'integer', counter: 'integer primary key autoincrement', tableSuffix: 'strict' },
    title,
    elsewhere,
    query: (sql, values) => enqueue(() => query(sql, values)),
    transaction: (work) =>
      enqueue(async () => {
        await query('begin immediate')
        try {
          const result = await work(query)
          await query('commit')
          return result
        } catch (error) {
          // A full disk may have rolled it back already.
          if (database.inTransaction) database.exec('rollback')
          throw error
        }
      }),
    close: () =>
      enqueue(async () => {
        if (isClosed) return
        isClosed = true
        statements.clear()
        database.close()
      }),
  }
}
