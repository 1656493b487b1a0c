import { KitError } from '../../errors.ts'
import { VaultError } from '../../protocol/vault/vaultError.ts'

/** The node understood, and says no. Its message goes to whoever asked: nothing of the node's own is in it. */
export class RefusedError extends KitError {
  override readonly name = 'RefusedError'
  /** For programs, and stable; such as `epochNotHeld`. */
  readonly code: string

  constructor(code: string, message: string, options: { retryable?: boolean; retryAfterMs?: number } = {}) {
    super(message, options)
    this.code = code
  }
}

/** What the protocol finds wrong is a refusal; anything else is thrown as it is. */
const toRefusal = (code: string, error: unknown): unknown =>
  error instanceof VaultError ? new RefusedError(code, error.message) : error

/** Runs a check of the protocol. */
export const refuseAs = <Result>(code: string, check: () => Result): Result => {
  try {
    return check()
  } catch (error) {
    throw toRefusal(code, error)
  }
}

/** The same for one that takes its time. */
export const refuseLaterAs = <Result>(code: string, check: Promise<Result>): Promise<Result> =>
  check.catch((error) => {
    throw toRefusal(code, error)
  })
