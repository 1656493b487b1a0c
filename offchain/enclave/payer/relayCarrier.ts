import { setTimeout as delay } from 'node:timers/promises'
import type { Hex } from 'viem'
import { describeError } from '../../chain/describeError.ts'
import { broadcast } from '../../chain/providers/broadcast.ts'
import { openEndpoint } from '../../chain/providers/rpcEndpoint.ts'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { TransactionCarrier } from './transactionCarrier.ts'

export type RelayCarrierParameters = {
  /** It may hold a provider's key: nothing here says it. */
  url: string
  /** Used when a transaction is not mined in time; without it the relay is all there is. */
  fallback: { afterMs: number; carrier: TransactionCarrier } | undefined
  log: Log
}

const NAME = 'ENCLAVE_RELAY_URL'
const TIMEOUT_MS = 10_000
/** An answer is a hash, or an error. */
const MAX_RESPONSE_BYTES = 64 * 1024

/**
 * Hands transactions to a private relay, which shows them to nobody before they are mined. It is asked for nothing else: it
 * needs not answer reads. What of a transaction another chain could use, its signature says.
 */
export const relayCarrier = ({ url, fallback, log }: RelayCarrierParameters): TransactionCarrier => {
  const endpoint = openEndpoint({
    name: NAME,
    url: new URL(url),
    timeoutMs: TIMEOUT_MS,
    maxResponseBytes: MAX_RESPONSE_BYTES,
    chainId: () => undefined,
    onHealthChange: ({ state, lastError }) => log.info({ relay: state, lastError }, 'relay'),
    onRequest: () => undefined,
  })

  const handOver = async (serializedTransaction: Hex): Promise<void> => {
    const outcome = await broadcast([endpoint], [serializedTransaction])
    if (outcome.kind === 'result') return
    throw new KitError(outcome.kind === 'failed' ? outcome.reason : outcome.error.message, { retryable: true })
  }

  return {
    async carry(serializedTransaction, signal) {
      const refused = await handOver(serializedTransaction).then(
        () => undefined,
        (error: unknown) => error,
      )
      if (!fallback) {
        if (refused) throw refused
        return
      }
      const goPublic = async (): Promise<void> => {
        await delay(fallback.afterMs, undefined, { signal })
        log.warn({ afterMs: fallback.afterMs }, 'not mined through the relay; the transaction goes public')
        await fallback.carrier.carry(serializedTransaction, signal)
      }
      if (refused) {
        log.warn({ err: describeError(refused) }, 'the relay does not take the transaction; it goes public later')
        return await goPublic()
      }
      goPublic().catch((error: unknown) => {
        if (!signal.aborted) log.warn({ err: describeError(error) }, 'the transaction could not go public')
      })
    },
  }
}
