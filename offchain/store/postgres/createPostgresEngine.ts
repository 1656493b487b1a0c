import { createQueue } from '../createQueue.ts'
import type { Query, SqlEngine, SqlRow } from '../sqlEngine.ts'
import type { PostgresConnection } from './connectPostgres.ts'

/** Everything goes through the one connection: without it there is neither the lock nor a way to write. */
export const createPostgresEngine = ({ run, end }: PostgresConnection): SqlEngine => {
  const enqueue = createQueue()
  const query = run as <Row extends SqlRow>(...parameters: Parameters<Query>) => Promise<Row[]>

  return {
    name: 'postgres',
    dialect: {
      integer: 'bigint',
      counter: 'bigint generated always as identity primary key',
      tableSuffix: '',
    },
    title: 'the journal in PostgreSQL',
    elsewhere: 'set DATABASE_URL to another database',
    query: (sql, values) => enqueue(() => query(sql, values)),
    transaction: (work) =>
      enqueue(async () => {
        await query('begin')
        try {
          const result = await work(query)
          await query('commit')
          return result
        } catch (error) {
          // A connection that cannot roll back is of no use any more, and ending it rolls back.
          await query('rollback').catch(end)
          throw error
        }
      }),
    close: () => enqueue(end),
  }
}
