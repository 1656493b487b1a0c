import type { Journal, JournalBinding, JournalReader } from './store/journal.ts'
import { openPostgresJournal, readPostgresJournal } from './store/postgresJournal.ts'
import { openSqliteJournal, readSqliteJournal } from './store/sqliteJournal.ts'

export type OpenOptions = {
  /** Ends the wait for a PostgreSQL journal that another agent holds. */
  signal: AbortSignal
  /** Called once when there is such a wait. */
  onStandby: () => void
}

const isPostgres = (location: string): boolean => /^postgres(ql)?:\/\//.test(location)

/** Opens (or creates) the journal at a file path or a `postgres://` URL, as its only writer until it is closed. */
export const openJournal = (location: string, binding: JournalBinding, options: OpenOptions): Promise<Journal> =>
  isPostgres(location) ? openPostgresJournal(location, binding, options) : openSqliteJournal(location, binding)

/** Opens an existing journal for reading, whether or not an agent is using it. */
export const readJournal = (location: string, binding: JournalBinding): Promise<JournalReader> =>
  isPostgres(location) ? readPostgresJournal(location, binding) : readSqliteJournal(location, binding)
