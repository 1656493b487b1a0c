import fs from 'node:fs'
import path from 'node:path'
import { KitError } from '../errors.ts'
import { createSqlJournal } from './createSqlJournal.ts'
import type { Journal, JournalBinding, JournalReader } from './journal.ts'
import { checkBinding, prepareTables } from './prepareTables.ts'
import { createSqliteEngine } from './sqlite/createSqliteEngine.ts'
import { lockFile } from './sqlite/lockFile.ts'
import { migrateHeals } from './sqlite/migrateHeals.ts'

/** Signed transactions reveal orders before they are mined; SQLite gives its other files the mode of this one. */
const createFile = (file: string): void => {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  try {
    // Only a new file is opened: closing any descriptor of a file drops the locks that this process holds on it.
    fs.closeSync(fs.openSync(file, 'wx', 0o600))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** The lock is on a file beside the journal, so that others can read the journal meanwhile. */
const lockJournal = (file: string): (() => void) => {
  try {
    for (const name of [file, `${file}.lock`]) createFile(name)
    return lockFile(`${file}.lock`)
  } catch (cause) {
    const { message, code } = cause as NodeJS.ErrnoException
    const reason = code === 'SQLITE_BUSY' ? 'another process, probably another agent, is using it' : message
    throw new KitError(`cannot open the journal ${file}: ${reason}`, { cause, retryable: code === 'SQLITE_BUSY' })
  }
}

/** Opens (or creates) the journal in one SQLite file, alone: a second process is refused while the first one lives. */
export const openSqliteJournal = async (file: string, binding: JournalBinding): Promise<Journal> => {
  const unlock = lockJournal(file)
  try {
    const engine = createSqliteEngine({ file, readOnly: false })
    await prepareTables({ engine, binding, migrate: migrateHeals })
    return createSqlJournal({ ...engine, close: () => engine.close().then(unlock) })
  } catch (error) {
    unlock()
    throw error
  }
}

/** Opens an existing journal for reading, also while an agent uses it. */
export const readSqliteJournal = async (file: string, binding: JournalBinding): Promise<JournalReader> => {
  if (!fs.existsSync(file)) throw new KitError(`there is no journal ${file} yet; the agent creates it when it runs`)
  const engine = createSqliteEngine({ file, readOnly: true })
  try {
    await checkBinding(engine.query, engine, binding)
    return createSqlJournal(engine)
  } catch (error) {
    await engine.close()
    throw error
  }
}
