import type { Hex } from 'viem'
import { KitError } from '../../errors.ts'
import { type CertifiedVaultKey, isSameKey, requireCertified, type VaultKey } from '../../protocol/vault/vaultKey.ts'
import { createQueue } from '../../store/createQueue.ts'
import type { SqlEngine } from '../../store/sqlEngine.ts'
import { certifiedVaultKeySchema, vaultKeySchema } from '../client/wire.ts'
import type { StorageCipher } from './createStorageCipher.ts'
import type { HeldShare, VaultStore } from './vaultStore.ts'

type ShareRow = { epoch: bigint; is_active: bigint; key: string; sealed: Hex }
type Held = Pick<VaultStore, 'active' | 'pending' | 'keepPending' | 'activate'>

/** Erases what was deleted from the write-ahead log too; the database itself is overwritten by `secure_delete`. */
const truncateLog = async (engine: SqlEngine): Promise<void> => {
  const [result] = await engine.query<{ busy: bigint }>('pragma wal_checkpoint(truncate)')
  if (result?.busy !== 0n) {
    throw new KitError(`earlier shares are still in the log of ${engine.title}, because it is being read; try again`, {
      retryable: true,
    })
  }
}

/** Which row is served is not authenticated, so its key has to be certified. */
const readCertified = (text: string): CertifiedVaultKey => {
  const key = certifiedVaultKeySchema.parse(JSON.parse(text))
  requireCertified(key)
  return key
}

/** The part of the store that keeps the node's shares. */
export const keepShares = async ({
  engine,
  cipher,
  identity,
}: {
  engine: SqlEngine
  cipher: StorageCipher
  identity: Hex
}): Promise<Held> => {
  const read = <Key extends VaultKey>({ epoch, sealed }: ShareRow, parseKey: () => Key): HeldShare<Key> => {
    try {
      const key = parseKey()
      const index = key.members.findIndex((member) => member.identity === identity) + 1
      return { key, index, share: cipher.openShare(key, sealed) }
    } catch (cause) {
      throw new KitError(
        `the share of epoch ${epoch} in ${engine.title} was changed; give the node another folder and a seat in a refresh`,
        { cause },
      )
    }
  }
  const rows = await engine.query<ShareRow>('select * from held_share order by epoch')
  const activeRow = rows.find(({ is_active }) => is_active === 1n)
  let active = activeRow && read(activeRow, () => readCertified(activeRow.key))
  const pending = new Map(
    rows
      .filter((row) => row !== activeRow)
      .map((row) => read(row, () => vaultKeySchema.parse(JSON.parse(row.key))))
      .map((held) => [held.key.epoch, held]),
  )
  // The process may have ended between an activation and this.
  await truncateLog(engine)

  const keepPending: Held['keepPending'] = async (held) => {
    const { key, index, share } = held
    if (key.members[index - 1]?.identity !== identity) {
      throw new KitError(
        `node ${index} of the key of epoch ${key.epoch} is not the one that ${engine.title} belongs to`,
      )
    }
    if (active && key.epoch <= active.key.epoch) {
      throw new KitError(
        `a key of epoch ${key.epoch} is not later than the one of epoch ${active.key.epoch} that is served`,
      )
    }
    if (active && key.masterKey !== active.key.masterKey) {
      throw new KitError(`a key of the vault ${key.masterKey} is of no use to a node of ${active.key.masterKey}`)
    }
    const known = pending.get(key.epoch)
    if (known && isSameKey(known.key, key)) return
    if (known) throw new KitError(`this node has signed another key of epoch ${key.epoch}; take a later epoch`)
    const { masterKey, epoch, threshold, members, transcript } = key
    const plain: VaultKey = { masterKey, epoch, threshold, members, transcript }
    await engine.query('insert into held_share (epoch, is_active, key, sealed) values ($1, 0, $2, $3)', [
      epoch,
      JSON.stringify(plain),
      cipher.sealShare(plain, share),
    ])
    pending.set(epoch, { key: plain, index, share })
  }

  const activate: Held['activate'] = async (key) => {
    if (active && isSameKey(active.key, key)) return truncateLog(engine)
    const held = pending.get(key.epoch)
    if (!held || !isSameKey(held.key, key)) {
      throw new KitError(`${engine.title} holds no share of that key of epoch ${key.epoch}`)
    }
    await engine.transaction(async (query) => {
      // Those of other vaults can never be served here any more.
      await query("delete from held_share where epoch < $1 or json_extract(key, '$.masterKey') <> $2", [
        key.epoch,
        key.masterKey,
      ])
      await query('update held_share set is_active = 1, key = $2 where epoch = $1', [key.epoch, JSON.stringify(key)])
    })
    active = { ...held, key }
    for (const [epoch, { key: other }] of pending) {
      if (epoch <= key.epoch || other.masterKey !== key.masterKey) pending.delete(epoch)
    }
    await truncateLog(engine)
  }

  // One after the other: what one of them checks stays true until it has written.
  const enqueue = createQueue()
  return {
    active: () => active,
    pending: () => [...pending.values()],
    keepPending: (held) => enqueue(() => keepPending(held)),
    activate: (key) => enqueue(() => activate(key)),
  }
}
