import { KitError } from '../errors.ts'

/** What was asked for cannot be done as things stand. Nothing was sent for it. */
export class RefusedError extends KitError {
  override readonly name = 'RefusedError'
}
