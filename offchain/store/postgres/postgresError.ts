import pg from 'pg'
import { KitError } from '../../errors.ts'

/** Wrong user or password, no such database, no permission: trying again does not help. */
const NEEDS_AN_OPERATOR = /^(28|3D|42)/

/** What went wrong between us and the server, without its URL: a connection error's own message names host and port. */
export const postgresError = (error: unknown): KitError => {
  if (error instanceof KitError) return error
  if (error instanceof pg.DatabaseError) {
    return new KitError(`the journal in PostgreSQL failed: ${error.message} (${error.code})`, {
      cause: error,
      retryable: !NEEDS_AN_OPERATOR.test(error.code ?? ''),
    })
  }
  const { code, message } = error as NodeJS.ErrnoException
  return new KitError(`the connection to the journal in PostgreSQL failed: ${code ?? message}`, { retryable: true })
}
