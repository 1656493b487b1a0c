import fs from 'node:fs'
import path from 'node:path'
import { KitError } from '../../errors.ts'
import type { SqlEngine } from '../sqlEngine.ts'
import { createSqliteEngine } from './createSqliteEngine.ts'
import { lockFile } from './lockFile.ts'

export type SqliteFile = {
  file: string
  /** What it is, for messages: `the journal /path`. */
  title: string
  /** Who else may be using it, such as `agent`. */
  user: string
  /** What to do about a file that belongs to something else. */
  elsewhere: string
}

/** What is in it is not for others; SQLite gives its other files the mode of this one. */
const createFile = (file: string): void => {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  try {
    // Only a new file is opened: closing any descriptor of a file drops the locks that this process holds on it.
    fs.closeSync(fs.openSync(file, 'wx', 0o600))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** The lock is on a file beside the database, so that others can read the database meanwhile. */
const lockDatabase = ({ file, title, user }: SqliteFile): (() => void) => {
  try {
    for (const name of [file, `${file}.lock`]) createFile(name)
    return lockFile(`${file}.lock`)
  } catch (cause) {
    const { message, code } = cause as NodeJS.ErrnoException
    const reason = code === 'SQLITE_BUSY' ? `another process, probably another ${user}, is using it` : message
    throw new KitError(`cannot open ${title}: ${reason}`, { cause, retryable: code === 'SQLITE_BUSY' })
  }
}

/** Opens (or creates) a database in one file, alone: a second process is refused while the first one lives. */
export const openSqliteFile = (parameters: SqliteFile): SqlEngine => {
  const { file, title, elsewhere } = parameters
  const unlock = lockDatabase(parameters)
  try {
    const engine = createSqliteEngine({ file, title, elsewhere, readOnly: false })
    return { ...engine, close: () => engine.close().finally(unlock) }
  } catch (error) {
    unlock()
    throw error
  }
}
