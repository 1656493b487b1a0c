import path from 'node:path'
import { type Address, bytesToHex, type Hex } from 'viem'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import type { Depth } from '../../chain/readBlockAt.ts'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { writeSecretFile } from '../../vault/commands/writeSecretFile.ts'
import { type LeashedProcess, spawnLeashed } from '../process/spawnLeashed.ts'

/** From which chain a node reads who may be given what. */
export type VaultNodeChain = {
  rpcUrl: string
  chainId: number
  enclaveRegistry: Address
  darkPool: Address
  /** Of the enclaves that are given shares. */
  policyId: Hex
  finality: Depth
}

export type StartVaultNodeParameters = {
  /** Its own; for its keys and its share. */
  folder: string
  identityKey: Uint8Array
  storageKey: Uint8Array
  rosterFile: string
  /** Identity of who may run ceremonies. */
  operator: Hex
  port: number
  chain: VaultNodeChain
  /** More of its settings. */
  environment?: Record<string, string>
  log: Log
  /** Called when it ends by itself. */
  onExit: (code: number) => void
}

const isListening = (line: string): boolean => line.includes('"event":"vault node listening"')

/** Starts a real node of the vault as a process of its own; resolves when it listens. */
export const startVaultNode = async (parameters: StartVaultNodeParameters): Promise<LeashedProcess> => {
  const { folder, identityKey, storageKey, rosterFile, operator, port, chain, environment, log, onExit } = parameters
  const [identityFile, storageFile] = [path.join(folder, 'identity.key'), path.join(folder, 'storage.key')]
  writeSecretFile(identityFile, bytesToHex(identityKey))
  writeSecretFile(storageFile, bytesToHex(storageKey))
  const lines: string[] = []
  let announce: () => void
  const listening = new Promise<void>((resolve) => {
    announce = resolve
  })
  const node = await spawnLeashed(
    process.execPath,
    ['--import', 'tsx', path.join('offchain', 'vault.ts'), 'node', '--json'],
    {
      cwd: projectRoot,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        VAULT_FOLDER: path.join(folder, 'store'),
        VAULT_ROSTER_FILE: rosterFile,
        VAULT_OPERATORS: operator,
        VAULT_PORT: `${port}`,
        VAULT_IDENTITY_KEY_FILE: identityFile,
        VAULT_STORAGE_KEY_FILE: storageFile,
        VAULT_POLICY_IDS: chain.policyId,
        VAULT_FINALITY: `${chain.finality}`,
        RPC_URL: chain.rpcUrl,
        CHAIN_ID: `${chain.chainId}`,
        ENCLAVE_REGISTRY_ADDRESS: chain.enclaveRegistry,
        DARK_POOL_ADDRESSES: chain.darkPool,
        ...environment,
      },
      log,
      onLine: (line) => {
        lines.push(line)
        if (lines.length > 5) lines.shift()
        log.debug({ vaultNode: line }, 'vault node')
        if (isListening(line)) announce()
      },
      onExit,
    },
  )
  const failed = node.exited.then((code) => {
    throw new KitError(`a vault node ended with code ${code} while it started: ${lines.join(' | ')}`)
  })
  // Only the first to settle counts; later the end is told by `onExit`.
  failed.catch(() => undefined)
  await Promise.race([listening, failed])
  return node
}
