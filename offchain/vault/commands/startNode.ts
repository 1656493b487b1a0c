import { secp256k1 } from '@noble/curves/secp256k1.js'
import { bytesToHex } from 'viem'
import { connectChain } from '../../chain/connectChain.ts'
import { createLog, type Log } from '../../log.ts'
import { readRoster } from '../client/readRoster.ts'
import { createVaultNode } from '../node/createVaultNode.ts'
import { openVaultStore } from '../node/openVaultStore.ts'
import { serveVaultNode } from '../node/serveVaultNode.ts'
import { createReleasePolicy } from '../policy/createReleasePolicy.ts'
import { slotKeyRules } from '../policy/slotKeyRules.ts'
import { readCertificateFile, readKeyFile } from './readPemFile.ts'
import { readSecretKey } from './readSecretKey.ts'
import { type NodeSettings, readNodeSettings } from './vaultSettings.ts'

const readTls = ({ vaultTlsCertFile, vaultTlsKeyFile, vaultTlsClientCaFile }: NodeSettings) => {
  if (!vaultTlsCertFile || !vaultTlsKeyFile) return {}
  return {
    tls: {
      cert: readCertificateFile(vaultTlsCertFile, 'VAULT_TLS_CERT_FILE'),
      key: readKeyFile(vaultTlsKeyFile, 'VAULT_TLS_KEY_FILE'),
      ...(vaultTlsClientCaFile && { clientCa: readCertificateFile(vaultTlsClientCaFile, 'VAULT_TLS_CLIENT_CA_FILE') }),
    },
  }
}

export type StartNodeParameters = {
  environment: NodeJS.ProcessEnv
  /** Begins to listen for what tells it to stop. */
  listenForStop: (log: Log) => AbortSignal
  /** The node answers at this URL from now on. */
  onListening: (found: { url: string; identity: string; epoch: number | undefined }) => void
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** Runs a node of the vault until told to stop. */
export const startNode = async ({ environment, listenForStop, onListening }: StartNodeParameters): Promise<void> => {
  const settings = readNodeSettings(environment)
  const identityKey = readSecretKey(environment, 'VAULT_IDENTITY_KEY')
  const storageKey = readSecretKey(environment, 'VAULT_STORAGE_KEY')
  const { threshold, nodes } = readRoster(settings.vaultRosterFile)
  const identities = nodes.map((one) => one.identity)
  const tls = readTls(settings)
  const log = createLog({
    name: 'vault',
    level: settings.logLevel,
    secrets: [...[identityKey, storageKey].map((key) => bytesToHex(key).slice(2)), ...settings.rpcUrl],
    json: !process.stderr.isTTY,
  })
  const signal = listenForStop(log)
  const identity = bytesToHex(secp256k1.getPublicKey(identityKey, true))
  if (!identities.includes(identity)) {
    log.warn({ identity }, 'this node is not in its roster: it can hand its share on, and take none')
  }
  const { client } = await connectChain({ rpcUrls: settings.rpcUrl, expectedChainId: settings.chainId })
  const policy = createReleasePolicy({
    client,
    rules: slotKeyRules({
      pools: settings.darkPoolAddresses,
      registry: settings.enclaveRegistryAddress,
      policyIds: settings.vaultPolicyIds,
    }),
    depth: settings.vaultFinality,
    maxBlockAgeSeconds: settings.vaultMaxBlockAge,
    maxHeadAgeSeconds: settings.vaultMaxHeadAge,
  })
  const store = await openVaultStore({ folder: settings.vaultFolder, identity, storageKey })
  try {
    const { vaultMasterKey: masterKey, vaultOperators: operators, vaultHost: host, vaultPort: port } = settings
    const roster = { threshold, identities }
    const node = createVaultNode({ identityKey, store, policy, roster, ...(masterKey && { masterKey }), log })
    const server = await serveVaultNode({ node, operators, host, port, ...tls, log })
    try {
      const epoch = store.active()?.key.epoch
      log.info({ url: server.url, identity, epoch }, 'vault node listening')
      onListening({ url: server.url, identity, epoch })
      await untilAborted(signal)
      log.info('vault node stopping')
    } finally {
      await server.close()
    }
  } finally {
    await store.close()
  }
}
