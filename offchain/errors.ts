/** The one error class of the kit: a short message that names the value and the fix, and whether (and when) trying again can help. */
export class KitError extends Error {
  readonly retryable: boolean
  /** Milliseconds to wait before trying again, where the other side said so. */
  readonly retryAfterMs: number | undefined

  constructor(message: string, options: { cause?: unknown; retryable?: boolean; retryAfterMs?: number } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'KitError'
    this.retryable = options.retryable ?? false
    this.retryAfterMs = options.retryAfterMs
  }
}
