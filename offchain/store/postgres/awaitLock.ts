import { createHash } from 'node:crypto'
import { KitError } from '../../errors.ts'
import type { JournalBinding } from '../journal.ts'
import { describeBinding } from '../prepareTables.ts'
import { type PostgresConnection, STATEMENT_TIMEOUT_MS } from './connectPostgres.ts'

export type AwaitLockParameters = {
  connection: PostgresConnection
  binding: JournalBinding
  /** Ends the wait, and the connection with it. */
  signal: AbortSignal
  /** Called once when another agent holds the lock. */
  onStandby: () => void
}

const lockKey = (binding: JournalBinding): bigint =>
  createHash('sha256')
    .update(`reserve_agent ${describeBinding(binding)}`)
    .digest()
    .readBigInt64BE()

/** Takes the advisory lock of this journal for as long as the connection lives; waits for it if it must. */
export const awaitLock = async ({ connection, binding, signal, onStandby }: AwaitLockParameters): Promise<void> => {
  const stop = () => void connection.end()
  signal.addEventListener('abort', stop)
  try {
    signal.throwIfAborted()
    const key = [lockKey(binding)]
    const [attempt] = await connection.run('select pg_try_advisory_lock($1)::int as taken', key)
    if (attempt?.taken === 1n) return
    onStandby()
    await connection.run('set statement_timeout = 0')
    await connection.run('select pg_advisory_lock($1)', key, { patient: true })
    await connection.run(`set statement_timeout = ${STATEMENT_TIMEOUT_MS}`)
  } catch (error) {
    if (signal.aborted) throw new KitError('stopped waiting for the journal in PostgreSQL')
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
