import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  BLOCK,
  countInFile,
  inventKey,
  label,
  makeEnclave,
  makeIdentity,
  NOW,
  word,
} from '../../../test/offchain/vault/vaultNodeFixture.ts'
import { startTestProgram } from '../../local/process/testPrograms.ts'
import { openVaultStore } from './openVaultStore.ts'
import type { ReleaseRecord, VaultStore } from './vaultStore.ts'

const holders = [makeIdentity(), makeIdentity(), makeIdentity()] as const
const [self, other] = holders
const first = inventKey(holders)
const { secret } = first
const held = ({ plain, shares }: typeof first) => ({ key: plain, index: 1, share: shares[0] as bigint })
const later = (epoch: number) => inventKey(holders, { epoch, secret })

const makeRelease = (at: number): ReleaseRecord => {
  const { signer, encryptionKey } = makeEnclave()
  return { label, ciphertextId: word(), signer, encryptionKey, at, epoch: 1, block: BLOCK }
}

let folder: string
let file: string
const opened: VaultStore[] = []
const open = async (changes: Partial<Parameters<typeof openVaultStore>[0]> = {}) => {
  const store = await openVaultStore({ folder, identity: self.identity, storageKey: self.storageKey, ...changes })
  opened.push(store)
  return store
}
/** What somebody with the file, but without the storage key, may do while the node is off. */
const tamper = (statement: string, ...values: unknown[]) => {
  const database = new Database(file)
  database.prepare(statement).run(...values)
  database.close()
}
const look = (statement: string) => {
  const database = new Database(file)
  const rows = database.prepare(statement).all() as Record<string, string | number>[]
  database.close()
  return rows
}

beforeEach(() => {
  folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'vault-store-')), 'node')
  file = path.join(folder, 'vault.db')
})
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
  fs.rmSync(path.dirname(folder), { recursive: true, force: true })
})

describe('a vault store', () => {
  it('is empty at first', async () => {
    const store = await open()
    expect(store.active()).toBeUndefined()
    expect(store.pending()).toEqual([])
    expect(await store.releases(10)).toEqual([])
  })

  it('keeps its files for their owner only', async () => {
    const store = await open()
    await store.keepPending(held(first))
    for (const name of fs.readdirSync(folder))
      expect(fs.statSync(path.join(folder, name)).mode & 0o777, name).toBe(0o600)
    expect(fs.statSync(folder).mode & 0o777).toBe(0o700)
  })

  it('has pending and active shares again after it was closed', async () => {
    const store = await open()
    await store.keepPending(held(first))
    await store.activate(first.key)
    const second = later(2)
    await store.keepPending(held(second))
    await store.close()
    const again = await open()
    expect(again.active()).toEqual({ ...held(first), key: first.key })
    expect(again.pending()).toEqual([held(second)])
  })

  it('refuses another node, and serves its own as before', async () => {
    await (await open()).close()
    const wrong = { identity: other.identity }
    const message = `the vault store ${file} belongs to node ${self.identity}, not to ${other.identity}`
    for (const _attempt of [1, 2]) await expect(open(wrong)).rejects.toThrow(message)
    await open()
  })

  it('refuses another storage key, and changes nothing', async () => {
    const store = await open()
    await store.keepPending(held(first))
    await store.close()
    const before = look('select * from vault')
    const message = `the storage key is not the one of the vault store ${file}`
    await expect(open({ storageKey: randomBytes(32) })).rejects.toThrow(message)
    expect(look('select * from vault')).toEqual(before)
    expect((await open()).pending()).toEqual([held(first)])
  })

  it('refuses a storage key of another length', async () => {
    await expect(open({ storageKey: randomBytes(16) })).rejects.toThrow('a storage key has 32 bytes, not 16')
    expect(fs.existsSync(folder)).toBe(false)
  })

  it('refuses a file of a newer release', async () => {
    await (await open()).close()
    tamper('update vault set version = 2')
    await expect(open()).rejects.toThrow(
      `the vault store ${file} is of version 2, this release knows 1; upgrade the node`,
    )
  })

  it('refuses a second user in this process, until the first one has closed it', async () => {
    const store = await open()
    const message = `cannot open the vault store ${file}: another process, probably another vault node, is using it`
    await expect(open()).rejects.toThrow(message)
    await store.close()
    await open()
  })
})

describe('a share at rest', () => {
  it('is nowhere in the files, in hex or decimal', async () => {
    const store = await open()
    await store.keepPending(held(first))
    const share = first.shares[0] as bigint
    for (const name of fs.readdirSync(folder)) {
      for (const text of [share.toString(), share.toString(16)]) {
        expect(countInFile(path.join(folder, name), text), name).toBe(0)
      }
    }
  })

  it('does not open in the row of another epoch', async () => {
    const store = await open()
    await store.keepPending(held(first))
    await store.keepPending(held(later(2)))
    await store.close()
    tamper('update held_share set sealed = (select sealed from held_share where epoch = 1) where epoch = 2')
    await expect(open()).rejects.toThrow(`the share of epoch 2 in the vault store ${file} was changed`)
  })

  it('does not open under another key of its epoch', async () => {
    const store = await open()
    await store.keepPending(held(first))
    await store.close()
    tamper('update held_share set key = ?', JSON.stringify({ ...first.plain, transcript: word() }))
    await expect(open()).rejects.toThrow(/the share of epoch 1 in .* was changed/)
  })

  it('does not open in the store of another node that has the same storage key', async () => {
    const store = await open()
    await store.keepPending(held(first))
    await store.close()
    const [row] = look('select * from held_share') as [Record<string, string | number>]
    const elsewhere = path.join(path.dirname(folder), 'other')
    await (await open({ folder: elsewhere, identity: other.identity })).close()
    file = path.join(elsewhere, 'vault.db')
    tamper('insert into held_share values (?, ?, ?, ?)', row.epoch, row.is_active, row.key, row.sealed)
    await expect(open({ folder: elsewhere, identity: other.identity })).rejects.toThrow(
      /the share of epoch 1 in .* was changed/,
    )
  })

  it('is not served because its row says so: the key has to be certified', async () => {
    const store = await open()
    await store.keepPending(held(first))
    await store.close()
    const unsigned = { ...first.plain, signatures: first.key.signatures.map(() => null) }
    tamper('update held_share set is_active = 1, key = ?', JSON.stringify(unsigned))
    await expect(open()).rejects.toThrow(/the share of epoch 1 in .* was changed/)
  })
})

describe('keeping a share before it is signed for', () => {
  it('refuses another key of an epoch, also after a restart', async () => {
    const store = await open()
    await store.keepPending(held(first))
    const rival = inventKey(holders)
    const message = 'this node has signed another key of epoch 1; take a later epoch'
    await expect(store.keepPending(held(rival))).rejects.toThrow(message)
    await store.close()
    const again = await open()
    await expect(again.keepPending(held(rival))).rejects.toThrow(message)
    expect(again.pending()).toEqual([held(first)])
  })

  it('takes one of two keys of an epoch that come at once', async () => {
    const store = await open()
    const rival = inventKey(holders)
    const outcomes = await Promise.allSettled([store.keepPending(held(first)), store.keepPending(held(rival))])
    const message = 'this node has signed another key of epoch 1; take a later epoch'
    expect(outcomes).toMatchObject([{ status: 'fulfilled' }, { status: 'rejected', reason: { message } }])
    expect(store.pending()).toEqual([held(first)])
  })

  it('rejects when the disk refuses it, and can be repeated', async () => {
    const store = await open()
    tamper(`create trigger full before insert on held_share begin select raise(abort, 'disk full'); end`)
    await expect(store.keepPending(held(first))).rejects.toThrow(`the vault store ${file} failed: disk full`)
    expect(store.pending()).toEqual([])
    tamper('drop trigger full')
    await store.keepPending(held(first))
    expect(store.pending()).toEqual([held(first)])
  })

  it('takes the same key again', async () => {
    const store = await open()
    await store.keepPending(held(first))
    await store.keepPending(held(first))
    expect(store.pending()).toEqual([held(first)])
  })

  it('refuses an epoch that is not later than the one that is served', async () => {
    const store = await open()
    const second = later(2)
    await store.keepPending(held(second))
    await store.activate(second.key)
    for (const epoch of [1, 2]) {
      await expect(store.keepPending(held(later(epoch)))).rejects.toThrow(
        `a key of epoch ${epoch} is not later than the one of epoch 2 that is served`,
      )
    }
    await store.close()
    await expect((await open()).keepPending(held(first))).rejects.toThrow(/is not later/)
  })

  it("refuses another node's share", async () => {
    const store = await open()
    const message = 'node 2 of the key of epoch 1 is not the one that'
    await expect(store.keepPending({ ...held(first), index: 2 })).rejects.toThrow(message)
  })
})

describe('activating a key', () => {
  it('refuses a key of which no share is held', async () => {
    const store = await open()
    await expect(store.activate(first.key)).rejects.toThrow(`holds no share of that key of epoch 1`)
    await store.keepPending(held(first))
    await expect(store.activate(inventKey(holders).key)).rejects.toThrow(`holds no share of that key of epoch 1`)
    expect(store.active()).toBeUndefined()
  })

  it('forgets every share up to its epoch, and keeps the later ones', async () => {
    const store = await open()
    const [second, third, fourth] = [later(2), later(3), later(4)] as const
    await store.keepPending(held(first))
    await store.activate(first.key)
    for (const each of [second, third, fourth]) await store.keepPending(held(each))
    await store.activate(third.key)
    const check = (current: VaultStore) => {
      expect(current.active()).toEqual({ ...held(third), key: third.key })
      expect(current.pending()).toEqual([held(fourth)])
    }
    check(store)
    await store.close()
    check(await open())
    await expect(open()).rejects.toThrow(/another process/)
  })

  it('forgets shares of other vaults, which can never be served there, and takes no more of them', async () => {
    const store = await open()
    const [strange, third] = [inventKey(holders, { epoch: 2 }), later(3)] as const
    for (const each of [first, strange, third]) await store.keepPending(held(each))
    await store.activate(first.key)
    expect(store.pending()).toEqual([held(third)])
    await expect(store.keepPending(held(strange))).rejects.toThrow(
      `a key of the vault ${strange.plain.masterKey} is of no use to a node of ${first.plain.masterKey}`,
    )
    await store.close()
    expect((await open()).pending()).toEqual([held(third)])
  })

  it('can be repeated', async () => {
    const store = await open()
    await store.keepPending(held(first))
    await store.activate(first.key)
    await store.activate(first.key)
    expect(store.active()?.key).toEqual(first.key)
  })

  it('leaves nothing of earlier shares in any file, not even encrypted', async () => {
    const store = await open()
    await store.keepPending(held(first))
    await store.activate(first.key)
    const others = [2, 3, 4, 5, 6, 7, 8].map(later)
    for (const each of others) await store.keepPending(held(each))
    await store.close()
    // The last one stays.
    const sealed = look('select sealed from held_share order by epoch').map((row) => String(row.sealed))
    const left = (each: string) =>
      fs.readdirSync(folder).reduce((sum, name) => sum + countInFile(path.join(folder, name), each), 0)
    const again = await open()
    // Touches the pages, so that they are in the log too.
    const ninth = later(9)
    await again.keepPending(held(ninth))
    for (const each of sealed) expect(left(each)).toBeGreaterThan(0)
    await again.activate((others.at(-1) as typeof ninth).key)
    expect(sealed.map(left).map((count) => count > 0)).toEqual([...Array(7).fill(false), true])
  })

  it('finishes erasing at the next start when the process ended in the middle', async () => {
    const store = await open()
    await store.keepPending(held(first))
    await store.close()
    const sealed = String(look('select sealed from held_share')[0]?.sealed)
    // A second node's process that erases and is killed before its log is truncated.
    const program = startTestProgram(`
      import Database from 'libsql'
      const database = new Database(${JSON.stringify(file)})
      database.exec('pragma secure_delete = on')
      database.exec('update vault set version = 1')
      database.exec('update held_share set is_active = 0')
      database.exec('delete from held_share')
      console.log('erased')
      setInterval(() => undefined, 2 ** 30)`)
    await program.line(/^erased/)
    program.process.kill('SIGKILL')
    await program.exited
    const count = () =>
      fs.readdirSync(folder).reduce((sum, name) => sum + countInFile(path.join(folder, name), sealed), 0)
    expect(count()).toBeGreaterThan(0)
    await open()
    expect(count()).toBe(0)
  })
})

describe('the log of releases', () => {
  const fill = async (count: number) => {
    const store = await open()
    const releases = Array.from({ length: count }, (_, index) => makeRelease(NOW + index))
    for (const release of releases) await store.recordRelease(release)
    return { store, releases }
  }

  it('has every record to the last digit, the newest first, also after it was closed', async () => {
    const { store, releases } = await fill(3)
    expect(await store.releases(2)).toEqual([releases[2], releases[1]])
    await store.close()
    const again = await open()
    await again.recordRelease(releases[0] as ReleaseRecord)
    expect(await again.releases(10)).toEqual([releases[0], releases[2], releases[1], releases[0]])
  })

  it('keeps the order in which records were handed over, also when they come at once', async () => {
    const store = await open()
    const releases = [1, 2, 3, 4, 5].map(makeRelease)
    await Promise.all(releases.map((release) => store.recordRelease(release)))
    await store.close()
    expect(await (await open()).releases(10)).toEqual(releases.toReversed())
  })

  it('goes on after a record that the disk refused', async () => {
    const { store, releases } = await fill(1)
    const [release] = releases as [ReleaseRecord]
    tamper(`create trigger full before insert on release begin select raise(abort, 'disk full'); end`)
    await expect(store.recordRelease(release)).rejects.toThrow(`the vault store ${file} failed: disk full`)
    tamper('drop trigger full')
    await store.recordRelease(release)
    await store.close()
    expect(await (await open()).releases(10)).toEqual([release, release])
  })

  it.each([
    ['changed', `update release set record = replace(record, '"epoch":1', '"epoch":2') where number = 2`, 2],
    ['cut out of the middle', 'delete from release where number = 2', 2],
    ['cut off the beginning', 'delete from release where number = 1', 1],
    ['cut off the end', 'delete from release where number = 3', 3],
    ['put before the first', `insert into release select 0, record, link from release where number = 1`, 1],
    ['put behind the last', `insert into release select 4, record, link from release where number = 3`, 4],
    ['renumbered', 'update release set number = 4 where number = 3', 3],
    ['swapped', `update release set record = (select record from release where number = 1) where number = 3`, 3],
  ])('refuses to open when a record was %s, and says which', async (_how, statement, number) => {
    await (await fill(3)).store.close()
    tamper(statement)
    await expect(open()).rejects.toThrow(`release ${number} of the vault store ${file} was changed or removed`)
  })

  it('refuses to open when all records were cut off', async () => {
    await (await fill(2)).store.close()
    tamper('delete from release')
    await expect(open()).rejects.toThrow(/release 1 of .* was changed or removed/)
  })

  it('refuses to open when somebody without the storage key cuts off the last record and writes a head of their own', async () => {
    await (await fill(3)).store.close()
    tamper('update vault set releases_head = (select link from release where number = 2)')
    tamper('delete from release where number = 3')
    await expect(open()).rejects.toThrow(/release 3 of .* was changed or removed/)
  })

  it('refuses to open when a record was replaced by one that the node wrote in another history', async () => {
    const { store } = await fill(2)
    await store.close()
    const headOf = () => look('select releases_head from vault')[0]?.releases_head
    const recordsAfter = (number: number) => look(`select * from release where number > ${number}`)
    const early = headOf()
    const write = async (count: number) => {
      const again = await open()
      for (let at = 0; at < count; at++) await again.recordRelease(makeRelease(at))
      await again.close()
      return { rows: recordsAfter(2), head: headOf() }
    }
    const { rows, head } = await write(2)
    // As an old copy of the file would be: nobody can see that from the inside.
    tamper('delete from release where number > 2')
    tamper('update vault set releases_head = ?', early)
    const other = await write(1)
    tamper('delete from release where number > 2')
    for (const row of [other.rows[0], rows[1]]) {
      tamper('insert into release (number, record, link) values (?, ?, ?)', row?.number, row?.record, row?.link)
    }
    tamper('update vault set releases_head = ?', head)
    await expect(open()).rejects.toThrow(/release 4 of .* was changed or removed/)
  })

  it('checks a chain that is longer than a page', async () => {
    const { store } = await fill(1_001)
    await store.close()
    await (await open()).close()
    tamper(`update release set record = replace(record, '"epoch":1', '"epoch":2') where number = 1001`)
    await expect(open()).rejects.toThrow(/release 1001 of .* was changed or removed/)
  })
})
