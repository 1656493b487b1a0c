import { connectChain } from '../../chain/connectChain.ts'
import { KitError } from '../../errors.ts'
import { createLog, type Log } from '../../log.ts'
import { ENCLAVE_KIND } from '../../protocol/enclaveBinding.ts'
import type { EnclaveHealth } from '../enclaveHealth.ts'
import { createEnclaveKeys } from '../keys/createEnclaveKeys.ts'
import { openQuoteSource } from '../quotes/openQuoteSource.ts'
import type { QuoteSource } from '../quotes/quoteSource.ts'
import { runEnclave } from '../runEnclave.ts'
import { countSlotKeys } from '../slots/slotKeyState.ts'
import { type RunSettings, readRunSettings } from './enclaveSettings.ts'
import { openMatcher } from './openMatcher.ts'
import { type Operations, openOperations } from './openOperations.ts'
import { openPayer } from './openPayer.ts'
import { openSlotKeyring } from './openSlotKeyring.ts'
import { readPayerKey } from './readPayerKey.ts'

export type StartEnclaveParameters = {
  environment: NodeJS.ProcessEnv
  /** Begins to listen for what tells it to stop. */
  listenForStop: (log: Log) => AbortSignal
  onHealth: (health: EnclaveHealth) => void
  /** Where quotes come from; the machine that it runs on, unless told otherwise. */
  openQuotes?: (settings: RunSettings, log: Log) => QuoteSource
}

const openMachine = ({ enclaveQuoteSource: name, enclaveQuotePath: at }: RunSettings): QuoteSource =>
  openQuoteSource({ name, at })

/** Makes an enclave's keys, keeps them registered, and matches the rounds of its pool, until told to stop. */
export const startEnclave = async ({
  environment,
  listenForStop,
  onHealth,
  openQuotes = openMachine,
}: StartEnclaveParameters): Promise<void> => {
  const settings = readRunSettings(environment)
  const privateKey = readPayerKey(environment)
  const log = createLog({
    name: 'enclave',
    level: settings.logLevel,
    secrets: [privateKey.slice(2), ...settings.rpcUrl, settings.enclaveRelayUrl ?? ''],
    json: !process.stderr.isTTY,
  })
  // First of all: without hardware there is nothing to connect for.
  const quoteSource = openQuotes(settings, log)
  let operations: Operations | undefined
  const { client } = await connectChain({
    rpcUrls: settings.rpcUrl,
    expectedChainId: settings.chainId,
    onRequest: (request) => operations?.onRpcRequest(request),
  })
  const registry = settings.enclaveRegistryAddress
  if (!(await client.getCode({ address: registry }))) {
    throw new KitError(`ENCLAVE_REGISTRY_ADDRESS ${registry} has no code on chain ${client.chain?.id}`)
  }
  const signal = listenForStop(log)
  const payer = openPayer(client, { settings, privateKey, log })
  const readBalance = () => client.getBalance({ address: payer.address })
  const opened = await openOperations({ settings, readBalance })
  operations = opened
  try {
    const keys = createEnclaveKeys()
    const { signer, encryptionKey } = keys
    const keyring = await openSlotKeyring(client, { settings, keys, log })
    const match = await openMatcher(client, {
      ...{ settings, keyring, keys, payer, log, signal },
      onEvent: opened.onEvent,
      onProved: ({ witnessMs, proofMs }) => opened.onProof(witnessMs + proofMs),
    })
    const started = { signer, encryptionKey, registry, source: quoteSource.name, payer: payer.address }
    log.info({ ...started, operationsPort: opened.port }, 'enclave started with keys of its own')
    await runEnclave(client, {
      ...{ registry, keys, quoteSource, payer, log, signal },
      kind: ENCLAVE_KIND[settings.enclaveKind],
      fields: settings.enclaveFields,
      referenceDepth: settings.enclaveReferenceDepth,
      renewal: {
        renewAtPercent: settings.enclaveRenewAtPercent,
        retryUnmovedSeconds: settings.enclaveRenewRetrySeconds,
      },
      pollIntervalMs: settings.enclavePollInterval,
      refusedIntervalMs: settings.enclaveRefusedInterval,
      onHealth: (health) => {
        opened.onHealth(health)
        onHealth(health)
      },
      ...(keyring && {
        followSlots: (onCounts, until) => keyring.run((reports) => onCounts(countSlotKeys(reports)), until),
      }),
      ...(match && { match }),
    })
  } finally {
    await opened.close()
  }
}
