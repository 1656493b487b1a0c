import type { BlockHeader } from '../../chain/readHead.ts'
import type { CertifiedVaultKey, VaultKey } from '../../protocol/vault/vaultKey.ts'
import type { ReleaseQuestion } from '../policy/releasePolicy.ts'

/** A share of the vault's key, and whose polynomial it is on. */
export type HeldShare<Key extends VaultKey = VaultKey> = {
  key: Key
  /** Of this node in that key, from one. */
  index: number
  /** A scalar. The secret of the node. */
  share: bigint
}

/** Says for good who was given a share of what. */
export type ReleaseRecord = ReleaseQuestion & {
  /** Unix seconds of the node's clock. */
  at: number
  epoch: number
  /** The finalized block on which it was decided. */
  block: BlockHeader
}

/**
 * Where a node keeps what must survive it. Every promise resolves once the disk has it; one process at a time.
 * Shares are encrypted at rest.
 */
export type VaultStore = {
  /** The share that is served. */
  active(): HeldShare<CertifiedVaultKey> | undefined
  /** Shares of keys that this node signed and that are later than the active one, of its vault. At most one an epoch. */
  pending(): readonly HeldShare[]
  /** Before the node signs. Rejects when it holds another key of that epoch: a node signs one key an epoch, ever. */
  keepPending(held: HeldShare): Promise<void>
  /**
   * Serves the pending share of this key from now on. Erases the active one, all pending ones up to its epoch, and those of
   * other vaults.
   */
  activate(key: CertifiedVaultKey): Promise<void>
  /** Before the share leaves. */
  recordRelease(record: ReleaseRecord): Promise<void>
  /** The newest first. */
  releases(limit: number): Promise<ReleaseRecord[]>
  close(): Promise<void>
}
