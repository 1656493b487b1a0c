import { KitError } from '../../errors.ts'

/** A transaction was mined and reverted: somebody changed the chain after it was simulated. */
export class RevertedError extends KitError {
  override readonly name = 'RevertedError'
}
