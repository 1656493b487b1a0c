import { describeError } from '../../chain/describeError.ts'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { RefusedError } from './refusedError.ts'

/** Waits for the store. Why it could not write is for the log only: it names the node's own files. */
export const requireStored = async (log: Log, writing: Promise<void>): Promise<void> => {
  try {
    await writing
  } catch (error) {
    if (!(error instanceof KitError)) throw error
    log.error({ problem: describeError(error) }, 'cannot write')
    throw new RefusedError('storeFailed', 'this node cannot write now; its log says why', { retryable: true })
  }
}
