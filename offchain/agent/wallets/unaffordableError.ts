import { KitError } from '../../errors.ts'

/** A transaction that would cost more than the settings let it: nothing is wrong with what it calls. */
export class UnaffordableError extends KitError {
  constructor(message: string) {
    super(message, { retryable: true })
    this.name = 'UnaffordableError'
  }
}
