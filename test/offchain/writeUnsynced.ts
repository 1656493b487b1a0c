import fs from 'node:fs'
import path from 'node:path'
import Database from 'libsql'

/** The control of the power cuts: a program that acknowledges what it never syncs, as a careless journal would. */
export const writeUnsynced = (file: string): void => {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  const database = new Database(file)
  database.exec('pragma journal_mode = WAL')
  database.exec('pragma synchronous = OFF')
  database.exec('create table record (step integer primary key) strict')
  fs.writeSync(1, 'open 1\n')
  const insert = database.prepare('insert into record values (?)')
  // No more than a pipe holds: this program is faster than its reader.
  for (let step = 1; step <= 2_000; step++) {
    insert.run([step])
    fs.writeSync(1, `progress ${step}\n`)
  }
  setInterval(() => undefined, 2 ** 30)
}

/** The last step that is in the file; 0 when there is no file, or nothing in it. */
export const readUnsynced = (file: string): number => {
  if (!fs.existsSync(file)) return 0
  const database = new Database(file)
  const [table] = database.prepare("select name from sqlite_master where name = 'record'").all([])
  if (!table) return 0
  const [row] = database.prepare('select coalesce(max(step), 0) as step from record').all([]) as { step: number }[]
  return row?.step ?? 0
}
