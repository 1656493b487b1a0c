import { parseGwei } from 'viem'
import { connectChain } from '../../chain/connectChain.ts'
import { KitError } from '../../errors.ts'
import { createLog, type Log } from '../../log.ts'
import { ENCLAVE_KIND } from '../../protocol/enclaveBinding.ts'
import type { EnclaveHealth } from '../enclaveHealth.ts'
import { createEnclaveKeys } from '../keys/createEnclaveKeys.ts'
import { accountPayer } from '../payer/accountPayer.ts'
import { openQuoteSource } from '../quotes/openQuoteSource.ts'
import { runEnclave } from '../runEnclave.ts'
import { countSlotKeys } from '../slots/slotKeyState.ts'
import { readRunSettings } from './enclaveSettings.ts'
import { openSlotKeyring } from './openSlotKeyring.ts'
import { readPayerKey } from './readPayerKey.ts'

export type StartEnclaveParameters = {
  environment: NodeJS.ProcessEnv
  /** Begins to listen for what tells it to stop. */
  listenForStop: (log: Log) => AbortSignal
  onHealth: (health: EnclaveHealth) => void
}

/** Makes an enclave's keys, and keeps them registered until told to stop. */
export const startEnclave = async ({ environment, listenForStop, onHealth }: StartEnclaveParameters): Promise<void> => {
  const settings = readRunSettings(environment)
  const payerKey = readPayerKey(environment)
  // First of all: without hardware there is nothing to connect for.
  const quoteSource = openQuoteSource({ name: settings.enclaveQuoteSource, at: settings.enclaveQuotePath })
  const log = createLog({
    name: 'enclave',
    level: settings.logLevel,
    secrets: [payerKey.slice(2), ...settings.rpcUrl],
    json: !process.stderr.isTTY,
  })
  const { client } = await connectChain({ rpcUrls: settings.rpcUrl, expectedChainId: settings.chainId })
  const registry = settings.enclaveRegistryAddress
  if (!(await client.getCode({ address: registry }))) {
    throw new KitError(`ENCLAVE_REGISTRY_ADDRESS ${registry} has no code on chain ${client.chain?.id}`)
  }
  const payer = accountPayer(client, {
    privateKey: payerKey,
    maxFeePerGas: parseGwei(settings.enclaveMaxFeeGwei),
    receiptTimeoutMs: settings.enclaveReceiptTimeout,
  })
  const keys = createEnclaveKeys()
  const { signer, encryptionKey } = keys
  const { name: source } = quoteSource
  const keyring = await openSlotKeyring(client, { settings, keys, log })
  log.info({ signer, encryptionKey, registry, source, payer: payer.address }, 'enclave started with keys of its own')
  await runEnclave(client, {
    registry,
    kind: ENCLAVE_KIND[settings.enclaveKind],
    fields: settings.enclaveFields,
    keys,
    quoteSource,
    payer,
    referenceDepth: settings.enclaveReferenceDepth,
    renewal: {
      renewAtPercent: settings.enclaveRenewAtPercent,
      retryUnmovedSeconds: settings.enclaveRenewRetrySeconds,
    },
    pollIntervalMs: settings.enclavePollInterval,
    refusedIntervalMs: settings.enclaveRefusedInterval,
    onHealth,
    ...(keyring && {
      followSlots: (onCounts, signal) => keyring.run((reports) => onCounts(countSlotKeys(reports)), signal),
    }),
    log,
    signal: listenForStop(log),
  })
}
