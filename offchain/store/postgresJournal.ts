import { KitError } from '../errors.ts'
import { createSqlJournal } from './createSqlJournal.ts'
import type { Journal, JournalBinding, JournalReader } from './journal.ts'
import { type AwaitLockParameters, awaitLock } from './postgres/awaitLock.ts'
import { connectPostgres, SCHEMA } from './postgres/connectPostgres.ts'
import { createPostgresEngine } from './postgres/createPostgresEngine.ts'
import { checkBinding, prepareTables } from './prepareTables.ts'

/**
 * Opens (or creates) the journal in a PostgreSQL database once no other agent of the same reserve holds it. The URL
 * must lead to the server itself: a pooler that shares connections between clients would share the lock too.
 */
export const openPostgresJournal = async (
  url: string,
  binding: JournalBinding,
  { signal, onStandby }: Pick<AwaitLockParameters, 'signal' | 'onStandby'>,
): Promise<Journal> => {
  const connection = await connectPostgres(url)
  try {
    await awaitLock({ connection, binding, signal, onStandby })
    const engine = createPostgresEngine(connection)
    // `if not exists` would ask for the right to create it even where it exists.
    const [schema] = await engine.query('select 1 as found from pg_namespace where nspname = $1', [SCHEMA])
    if (!schema) await engine.query(`create schema ${SCHEMA}`)
    await prepareTables({ engine, binding })
    return createSqlJournal(engine)
  } catch (error) {
    await connection.end()
    throw error
  }
}

/** Opens an existing journal for reading, also while an agent uses it. */
export const readPostgresJournal = async (url: string, binding: JournalBinding): Promise<JournalReader> => {
  const connection = await connectPostgres(url)
  try {
    await connection.run('set default_transaction_read_only = on')
    const engine = createPostgresEngine(connection)
    const [table] = await engine.query(`select to_regclass('${SCHEMA}.binding')::text as name`)
    if (!table?.name) throw new KitError('there is no journal in PostgreSQL yet; the agent creates it when it runs')
    await checkBinding(engine.query, engine, binding)
    return createSqlJournal(engine)
  } catch (error) {
    await connection.end()
    throw error
  }
}
