import type { Hex } from 'viem'
import { KitError } from '../../errors.ts'
import type { SqlEngine } from '../../store/sqlEngine.ts'
import type { StorageCipher } from './createStorageCipher.ts'
import { authenticateHead, FIRST_LINK } from './keepReleases.ts'

/** Counts changes of the tables below that an older release could not read. */
const SCHEMA_VERSION = 1

/** Keys and records are JSON, shares and hashes hex. */
const TABLES = [
  `create table if not exists vault (
    id integer primary key check (id = 1),
    identity text not null,
    version integer not null,
    storage_check text not null,
    releases_head text not null
  ) strict`,
  `create table if not exists held_share (
    epoch integer primary key,
    is_active integer not null,
    key text not null,
    sealed text not null
  ) strict`,
  'create unique index if not exists active_share on held_share (is_active) where is_active = 1',
  `create table if not exists release (
    number integer primary key,
    record text not null,
    link text not null
  ) strict`,
]

type VaultRow = { identity: string; version: bigint; storage_check: Hex }

export type PrepareParameters = { engine: SqlEngine; identity: Hex; cipher: StorageCipher }

/** Creates what is missing and writes, or checks, whose it is: all in one transaction, so a refusal changes nothing. */
export const prepareVaultTables = ({ engine, identity, cipher }: PrepareParameters): Promise<void> =>
  engine.transaction(async (query) => {
    for (const statement of TABLES) await query(statement)
    await query(
      `insert into vault (id, identity, version, storage_check, releases_head)
      values (1, $1, $2, $3, $4) on conflict (id) do nothing`,
      [identity, SCHEMA_VERSION, cipher.sealCheck(), authenticateHead(cipher, { link: FIRST_LINK })],
    )
    const [found] = (await query('select * from vault')) as [VaultRow]
    if (found.version > SCHEMA_VERSION) {
      throw new KitError(
        `${engine.title} is of version ${found.version}, this release knows ${SCHEMA_VERSION}; upgrade the node`,
      )
    }
    if (found.identity !== identity) {
      throw new KitError(`${engine.title} belongs to node ${found.identity}, not to ${identity}; ${engine.elsewhere}`)
    }
    try {
      cipher.openCheck(found.storage_check)
    } catch (cause) {
      throw new KitError(`the storage key is not the one of ${engine.title}; start the node with the right one`, {
        cause,
      })
    }
  })
