/** What a statement takes. Numbers must be whole. */
export type SqlValue = string | bigint | number | null

/** What a statement returns: every integer as a bigint, on either engine. */
export type SqlRow = Record<string, string | bigint | null | undefined>

/** Runs one statement, in SQL that SQLite and PostgreSQL 15 both speak; its parameters are `$1`, `$2` and so on. */
export type Query = <Row extends SqlRow = SqlRow>(statement: string, values?: readonly SqlValue[]) => Promise<Row[]>

/** The two things in which the engines' table definitions differ: a 64-bit integer and a column that counts rows. */
export type SqlDialect = { integer: string; counter: string; tableSuffix: string }

/** One connection to a database. What is not inside a transaction never runs in the middle of one. */
export type SqlEngine = {
  readonly name: 'sqlite' | 'postgres'
  readonly dialect: SqlDialect
  /** Where the journal is, for messages: `the journal /path`. Never a URL. */
  readonly title: string
  /** What to do about a journal that belongs to something else. */
  readonly elsewhere: string
  query: Query
  /** Commits, durably, when `work` resolves; leaves no trace when it or the commit rejects. */
  transaction<Result>(work: (query: Query) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}
