import fs from 'node:fs'
import { KitError } from '../../errors.ts'
import { VaultError } from '../../protocol/vault/vaultError.ts'
import { type CertifiedVaultKey, requireCertified } from '../../protocol/vault/vaultKey.ts'
import { readVaultKey } from '../client/readVaultKey.ts'
import { certifiedVaultKeySchema } from '../client/wire.ts'
import { openClients } from './openClients.ts'
import { readClientSettings, readPinSettings } from './vaultSettings.ts'

const readKeyFile = (file: string): CertifiedVaultKey => {
  let content: unknown
  try {
    content = JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new KitError(`the vault key ${file} ${code ? `cannot be read (${code})` : 'is not JSON'}`)
  }
  const key = certifiedVaultKeySchema.safeParse(content).data
  if (!key) throw new KitError(`${file} is not a certified key, as vault init --out writes it`)
  try {
    requireCertified(key)
  } catch (error) {
    if (error instanceof VaultError) throw new KitError(`the vault key ${file}: ${error.message}`)
    throw error
  }
  return key
}

/** The key to seal to: from a file, or from the nodes of the roster; the pinned one, if one is pinned. Certified in any case. */
export const chooseVaultKey = async (
  { key: file, roster }: { key?: string; roster?: string },
  { environment, signal }: { environment: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<CertifiedVaultKey> => {
  if (file === undefined) {
    const settings = readClientSettings({ ...environment, ...(roster && { VAULT_ROSTER_FILE: roster }) })
    const { roster: chosen, nodes } = openClients({ settings, environment, asOperator: false })
    return readVaultKey({ nodes, threshold: chosen.threshold, masterKey: settings.vaultMasterKey, signal })
  }
  const { vaultMasterKey: masterKey } = readPinSettings(environment)
  const key = readKeyFile(file)
  if (masterKey && key.masterKey !== masterKey) {
    throw new KitError(`the vault key ${file} is of the vault ${key.masterKey}, not VAULT_MASTER_KEY ${masterKey}`)
  }
  return key
}
