/** The one error class of the kit: a short message that names the value and the fix, and whether trying again can help. */
export class KitError extends Error {
  readonly retryable: boolean

  constructor(message: string, options: { cause?: unknown; retryable?: boolean } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'KitError'
    this.retryable = options.retryable ?? false
  }
}
