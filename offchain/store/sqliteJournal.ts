import fs from 'node:fs'
import { KitError } from '../errors.ts'
import { createSqlJournal } from './createSqlJournal.ts'
import type { Journal, JournalBinding, JournalReader } from './journal.ts'
import { checkBinding, prepareTables } from './prepareTables.ts'
import { createSqliteEngine } from './sqlite/createSqliteEngine.ts'
import { migrateHeals } from './sqlite/migrateHeals.ts'
import { openSqliteFile } from './sqlite/openSqliteFile.ts'

/** How messages speak of a journal in a file. */
export const describeJournalFile = (file: string) => ({
  file,
  title: `the journal ${file}`,
  elsewhere: 'set AGENT_STORE to another file',
})

/** Opens (or creates) the journal in one SQLite file, alone: a second process is refused while the first one lives. */
export const openSqliteJournal = async (file: string, binding: JournalBinding): Promise<Journal> => {
  // Signed transactions reveal orders before they are mined: the file is for its owner only.
  const engine = openSqliteFile({ ...describeJournalFile(file), user: 'agent' })
  try {
    await prepareTables({ engine, binding, migrate: migrateHeals })
    return createSqlJournal(engine)
  } catch (error) {
    await engine.close()
    throw error
  }
}

/** Opens an existing journal for reading, also while an agent uses it. */
export const readSqliteJournal = async (file: string, binding: JournalBinding): Promise<JournalReader> => {
  if (!fs.existsSync(file)) throw new KitError(`there is no journal ${file} yet; the agent creates it when it runs`)
  const engine = createSqliteEngine({ ...describeJournalFile(file), readOnly: true })
  try {
    await checkBinding(engine.query, engine, binding)
    return createSqlJournal(engine)
  } catch (error) {
    await engine.close()
    throw error
  }
}
