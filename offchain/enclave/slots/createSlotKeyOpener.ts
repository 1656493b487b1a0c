import type { Address, Hex } from 'viem'
import { abortAfter } from '../../abortAfter.ts'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { commitSlotKey, decodeSlotKey, SlotKeyError } from '../../protocol/slotKey.ts'
import { SECRET_KIND } from '../../protocol/vault/label.ts'
import type { CertifiedVaultKey } from '../../protocol/vault/vaultKey.ts'
import { readVaultKey } from '../../vault/client/readVaultKey.ts'
import type { VaultNodeClient } from '../../vault/client/vaultNodeClient.ts'
import type { EnclaveKeys } from '../keys/enclaveKeys.ts'
import { openSecret, SecretUnreadableError } from '../vault/openSecret.ts'

/** A vault that the enclave may ask, and by what it knows it. */
export type SlotVault = {
  /** All of the roster, in its order. */
  nodes: readonly VaultNodeClient[]
  /** Of the roster. */
  threshold: number
  /** Compressed point: what the owners of slots seal to. */
  masterKey: Hex
}

/** A key as it is on chain. */
export type SealedSlotKey = { owner: Address; commitment: Hex; sealedKey: Hex }

export type OpenedSlotKey = {
  key: bigint
  /** Indices of the nodes whose shares opened it. */
  openedBy: readonly number[]
}

/** Opens one key; what it throws is worth another try unless it is a {@link SlotKeyUnreadableError}. */
export type OpenSlotKey = (sealed: SealedSlotKey, signal: AbortSignal) => Promise<OpenedSlotKey>

/** What was posted is no key of this slot. Only its owner can change that. */
export class SlotKeyUnreadableError extends KitError {
  override readonly name = 'SlotKeyUnreadableError'
}

export type CreateSlotKeyOpenerParameters = {
  chainId: number
  pool: Address
  vault: SlotVault
  keys: Pick<EnclaveKeys, 'signer' | 'encryptionKey' | 'sign' | 'open'>
  /** Within which nodes show the key of the vault that are to be heard, in milliseconds: one of them may hang. */
  keyPatienceMs?: number
  log: Log
}

const DEFAULT_KEY_PATIENCE_MS = 3_000
/** The loop tries again: a node that is busy for longer is not waited for with other keys in the queue. */
const ATTEMPTS = 2

const orUnreadable = <Result>(act: () => Result): Result => {
  try {
    return act()
  } catch (cause) {
    if (!(cause instanceof SlotKeyError)) throw cause
    throw new SlotKeyUnreadableError(`what was sealed is malformed: ${cause.message}`, { cause })
  }
}

/** Opens the keys of a pool's slots through the vault. */
export const createSlotKeyOpener = ({
  chainId,
  pool,
  vault,
  keys,
  keyPatienceMs = DEFAULT_KEY_PATIENCE_MS,
  log,
}: CreateSlotKeyOpenerParameters): OpenSlotKey => {
  let remembered: CertifiedVaultKey | undefined
  const readKey = (signal: AbortSignal): Promise<CertifiedVaultKey> =>
    readVaultKey({ ...vault, signal: abortAfter(keyPatienceMs, signal) })

  return async ({ owner, commitment, sealedKey }, signal) => {
    remembered ??= await readKey(signal)
    const label = { chainId, contract: pool, subject: commitment, kind: SECRET_KIND.slotKey, sender: owner }
    const opening = openSecret({
      key: remembered,
      nodes: vault.nodes,
      label,
      sealed: sealedKey,
      keys,
      attempts: ATTEMPTS,
      log,
      signal,
    })
    const {
      message,
      used,
      key: newest,
    } = await opening.catch((cause: unknown) => {
      if (cause instanceof SecretUnreadableError) throw new SlotKeyUnreadableError(cause.message, { cause })
      // The vault may have gone where its nodes of this key do not follow.
      remembered = undefined
      throw cause
    })
    remembered = newest
    const key = orUnreadable(() => decodeSlotKey(message))
    message.fill(0)
    // Never the key: the one that was posted may be another slot's.
    if (commitSlotKey(key) !== commitment) {
      throw new SlotKeyUnreadableError(`what was sealed is a key, but not that of the commitment ${commitment}`)
    }
    return { key, openedBy: used }
  }
}
