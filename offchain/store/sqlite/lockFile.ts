import Database from 'libsql'

/**
 * Holds an exclusive lock on `file` until the returned function is called or this process ends, however it ends: the
 * lock is the kernel's (fcntl), nothing remains that could be stale, and children do not inherit it.
 * Node has no such lock, SQLite does: the file is an empty database within a transaction that never ends.
 */
export const lockFile = (file: string): (() => void) => {
  const database = new Database(file)
  database.exec('pragma journal_mode = memory')
  database.exec('begin exclusive')
  return () => {
    if (!database.open) return
    // Closing alone would keep the lock until the garbage collector comes by.
    database.exec('rollback')
    database.close()
  }
}
