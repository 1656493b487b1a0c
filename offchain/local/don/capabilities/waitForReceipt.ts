import { setTimeout } from 'node:timers/promises'
import { type Hash, type PublicClient, type TransactionReceipt, TransactionReceiptNotFoundError } from 'viem'
import { KitError } from '../../../errors.ts'

const POLL_MS = 50
const TIMEOUT_MS = 30_000

/** Polls until the transaction is mined. Unlike viem's own, it ends at once when `signal` aborts. */
export const waitForReceipt = async (
  client: PublicClient,
  hash: Hash,
  signal: AbortSignal,
): Promise<TransactionReceipt> => {
  const deadline = Date.now() + TIMEOUT_MS
  while (Date.now() < deadline) {
    try {
      return await client.getTransactionReceipt({ hash })
    } catch (error) {
      if (!(error instanceof TransactionReceiptNotFoundError)) throw error
    }
    await setTimeout(POLL_MS, undefined, { signal })
  }
  throw new KitError(`transaction ${hash} was not mined within ${TIMEOUT_MS} ms; is the local chain mining?`, {
    retryable: true,
  })
}
