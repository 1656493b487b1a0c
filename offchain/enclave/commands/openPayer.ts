import { type Hex, type PublicClient, parseGwei } from 'viem'
import type { Log } from '../../log.ts'
import { accountPayer } from '../payer/accountPayer.ts'
import type { Payer } from '../payer/payer.ts'
import { queuePayer } from '../payer/queuePayer.ts'
import { relayCarrier } from '../payer/relayCarrier.ts'
import { publicCarrier, type TransactionCarrier } from '../payer/transactionCarrier.ts'
import type { RunSettings } from './enclaveSettings.ts'

export type OpenPayerParameters = { settings: RunSettings; privateKey: Hex; log: Log }

const openCarrier = (client: PublicClient, { settings, log }: OpenPayerParameters): TransactionCarrier => {
  const { enclaveRelayUrl: url, enclaveRelayFallbackSeconds: seconds } = settings
  const carrier = publicCarrier(client)
  if (!url) return carrier
  log.info({ fallbackSeconds: seconds }, 'transactions go to the private relay')
  return relayCarrier({ url, fallback: seconds === undefined ? undefined : { afterMs: seconds * 1_000, carrier }, log })
}

/** Who pays for registrations and settlements, and how its transactions travel. */
export const openPayer = (client: PublicClient, parameters: OpenPayerParameters): Payer => {
  const { settings, privateKey } = parameters
  const payer = accountPayer(client, {
    privateKey,
    maxFeePerGas: parseGwei(settings.enclaveMaxFeeGwei),
    receiptTimeoutMs: settings.enclaveReceiptTimeout,
    carrier: openCarrier(client, parameters),
  })
  return queuePayer(payer)
}
