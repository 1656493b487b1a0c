import path from 'node:path'
import type { Hex } from 'viem'
import { KitError } from '../../errors.ts'
import { openSqliteFile } from '../../store/sqlite/openSqliteFile.ts'
import { createStorageCipher, STORAGE_KEY_LENGTH } from './createStorageCipher.ts'
import { keepReleases } from './keepReleases.ts'
import { keepShares } from './keepShares.ts'
import { prepareVaultTables } from './prepareVaultTables.ts'
import type { VaultStore } from './vaultStore.ts'

export type VaultStoreParameters = {
  /** Is created when it is not there. */
  folder: string
  /** Of the node that it belongs to. */
  identity: Hex
  /** 32 bytes. Shares are encrypted under it, and the log of releases is authenticated by it. */
  storageKey: Uint8Array
}

/**
 * Opens (or creates) a node's store, alone: a second process is refused while the first one lives. Everything in it is
 * checked first. What nobody can see is that all of it was replaced by an older copy: keep no copies of it.
 */
export const openVaultStore = async ({ folder, identity, storageKey }: VaultStoreParameters): Promise<VaultStore> => {
  if (storageKey.length !== STORAGE_KEY_LENGTH) {
    throw new KitError(`a storage key has ${STORAGE_KEY_LENGTH} bytes, not ${storageKey.length}`)
  }
  const file = path.join(folder, 'vault.db')
  const engine = openSqliteFile({
    file,
    title: `the vault store ${file}`,
    user: 'vault node',
    elsewhere: 'give every node a folder of its own',
  })
  try {
    const cipher = createStorageCipher(storageKey, identity)
    await engine.query('pragma secure_delete = on')
    await prepareVaultTables({ engine, identity, cipher })
    const shares = await keepShares({ engine, cipher, identity })
    const releases = await keepReleases(engine, cipher)
    return { ...shares, ...releases, close: engine.close }
  } catch (error) {
    await engine.close()
    throw error
  }
}
