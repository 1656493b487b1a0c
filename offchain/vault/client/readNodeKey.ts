import type { Hex } from 'viem'
import { KitError } from '../../errors.ts'
import { VaultError } from '../../protocol/vault/vaultError.ts'
import { type CertifiedVaultKey, requireCertified } from '../../protocol/vault/vaultKey.ts'
import { isKeyOf } from './isKeyOf.ts'
import { nameNode } from './nameNode.ts'
import type { KeyRoster } from './roster.ts'
import type { VaultNodeClient } from './vaultNodeClient.ts'

export type ReadNodeKeyParameters = {
  client: VaultNodeClient
  /** Who must hold the key; while one roster gives way to another, either. */
  roster: KeyRoster | readonly KeyRoster[]
  /** What it must be a key of, where that is known. */
  masterKey?: Hex
  signal: AbortSignal
}

/**
 * The key of the share that a node serves now, proven by itself; undefined while it serves none.
 *
 * @throws KitError that names the node when it does not answer, or serves anything else.
 */
export const readNodeKey = async ({
  client,
  roster,
  masterKey,
  signal,
}: ReadNodeKeyParameters): Promise<CertifiedVaultKey | undefined> => {
  const key = await client.key(signal)
  if (!key) return undefined
  const name = `vault node ${nameNode(client.node)}`
  if (![roster].flat().some((one) => isKeyOf(key, one))) {
    throw new KitError(
      `${name} serves a key of epoch ${key.epoch} of another roster; update the roster if it should be`,
    )
  }
  if (masterKey && key.masterKey !== masterKey) {
    throw new KitError(`${name} serves another vault: its master key is ${key.masterKey}`)
  }
  try {
    requireCertified(key)
  } catch (cause) {
    if (!(cause instanceof VaultError)) throw cause
    throw new KitError(`${name} serves a key that proves nothing: ${cause.message}`, { cause })
  }
  return key
}
