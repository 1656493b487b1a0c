import pg from 'pg'
import { KitError } from '../../errors.ts'
import type { SqlRow, SqlValue } from '../sqlEngine.ts'
import { postgresError } from './postgresError.ts'

/** Its tables live in a schema of their own, so that the database can be shared. */
export const SCHEMA = 'reserve_agent'

/** Longest that the server works on a statement; the lock wait alone has no limit. */
export const STATEMENT_TIMEOUT_MS = 10_000

/** Longest that we wait for an answer: beyond the server's own limit it is the network that is gone. */
const ANSWER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 5_000
const CONNECTION_TIMEOUT_MS = 10_000

/**
 * The session's settings. Whoever ran the database may have chosen others: no lock without a living client (both ends
 * look for a dead peer), no commit that is not on disk, no limit on how long we sit idle.
 */
const SESSION: Readonly<Record<string, string>> = {
  search_path: SCHEMA,
  synchronous_commit: 'on',
  statement_timeout: `${STATEMENT_TIMEOUT_MS}ms`,
  idle_in_transaction_session_timeout: '10s',
  idle_session_timeout: '0',
  lock_timeout: '0',
  client_connection_check_interval: '5s',
  tcp_keepalives_idle: '10s',
  tcp_keepalives_interval: '5s',
  tcp_keepalives_count: '3',
}

export type PostgresConnection = {
  /** Rejects with a KitError; once the connection is lost, always. Without `patient` it gives up on a silent server. */
  run(statement: string, values?: readonly SqlValue[], options?: { patient: boolean }): Promise<SqlRow[]>
  /** Ends it, at once if a statement is running. */
  end(): Promise<void>
}

const INT4 = 23
const INT8 = 20

/** Integers become bigint, as with the other engine; everything else that we read is text. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number) =>
    oid === INT4 || oid === INT8 ? BigInt : (text: string) => text) as typeof pg.types.getTypeParser,
}

const createClient = (url: string): pg.Client => {
  try {
    return new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      application_name: SCHEMA,
      types,
    })
  } catch {
    // Without the cause, which quotes parts of the URL.
    throw new KitError(
      'DATABASE_URL cannot be used: it is not a valid postgres:// URL, or a file that it names is missing',
    )
  }
}

/** Connects once. A lost connection stays lost, because the advisory lock went with it. */
export const connectPostgres = async (url: string): Promise<PostgresConnection> => {
  const client = createClient(url)
  // A connection that dies while idle has nobody else to tell; the next statement rejects.
  client.on('error', () => undefined)

  const run: PostgresConnection['run'] = async (text, values = [], { patient } = { patient: false }) => {
    const overdue = patient ? undefined : setTimeout(() => void client.end(), ANSWER_TIMEOUT_MS)
    try {
      const { rows } = await client.query<SqlRow>({ text, values: [...values] })
      return rows
    } catch (error) {
      throw postgresError(error)
    } finally {
      clearTimeout(overdue)
    }
  }

  try {
    await client.connect()
    const settings = Object.entries(SESSION).map(([name, value]) => `set_config('${name}', '${value}', false)`)
    await run(`select ${settings.join(', ')}`)
  } catch (error) {
    void client.end()
    throw postgresError(error)
  }
  return { run, end: () => client.end() }
}
