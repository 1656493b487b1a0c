import fs from 'node:fs'
import type { PublicClient } from 'viem'
import { readSecretFile } from '../../config/readSecretFile.ts'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { type ClientTls, connectNode } from '../../vault/client/connectNode.ts'
import { readRoster } from '../../vault/client/readRoster.ts'
import type { EnclaveKeys } from '../keys/enclaveKeys.ts'
import { createSlotKeyOpener } from '../slots/createSlotKeyOpener.ts'
import { createSlotKeyring, type SlotKeyring } from '../slots/createSlotKeyring.ts'
import type { RunSettings } from './enclaveSettings.ts'

const readPem = (file: string, setting: string): string => {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch (error) {
    throw new KitError(`${setting} ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}

const readKey = (file: string): string => {
  const read = readSecretFile(file)
  if ('problem' in read) throw new KitError(`VAULT_CLIENT_KEY_FILE: ${read.problem}`)
  return read.text
}

const readTls = ({ vaultCaFile, vaultClientCertFile, vaultClientKeyFile }: RunSettings): ClientTls => ({
  ...(vaultCaFile && { ca: readPem(vaultCaFile, 'VAULT_CA_FILE') }),
  ...(vaultClientCertFile && { cert: readPem(vaultClientCertFile, 'VAULT_CLIENT_CERT_FILE') }),
  ...(vaultClientKeyFile && { key: readKey(vaultClientKeyFile) }),
})

export type OpenSlotKeyringParameters = { settings: RunSettings; keys: EnclaveKeys; log: Log }

/** The keyring that the settings describe; undefined when they name no vault. Nothing is asked of the vault yet. */
export const openSlotKeyring = async (
  client: PublicClient,
  { settings, keys, log }: OpenSlotKeyringParameters,
): Promise<SlotKeyring | undefined> => {
  const { vaultRosterFile, vaultMasterKey: masterKey, darkPoolAddress: pool, startBlock, maxLogBlocks } = settings
  if (!vaultRosterFile || !masterKey || !pool) return undefined
  const chainId = await client.getChainId()
  if (!(await client.getCode({ address: pool }))) {
    throw new KitError(`DARK_POOL_ADDRESS ${pool} has no code on chain ${chainId}`)
  }
  const tls = readTls(settings)
  const { threshold, nodes: rosterNodes } = readRoster(vaultRosterFile)
  const nodes = rosterNodes.map((node) => connectNode({ node, tls }))
  log.info({ pool, masterKey, nodes: nodes.length }, 'slot keys are opened through the vault')
  const open = createSlotKeyOpener({ chainId, pool, vault: { nodes, threshold, masterKey }, keys, log })
  const pollIntervalMs = settings.enclaveSlotInterval
  return createSlotKeyring({ client, pool, startBlock, maxLogBlocks, open, pollIntervalMs, log })
}
