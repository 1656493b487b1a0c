import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import Database from 'libsql'
import { type Hex, keccak256, serializeTransaction } from 'viem'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Journal, JournalBinding } from './journal.ts'
import { openSqliteJournal, readSqliteJournal } from './sqliteJournal.ts'

const binding: JournalBinding = {
  chainId: 31337,
  attestation: `0x${'11'.repeat(20)}`,
  treasury: `0x${'22'.repeat(20)}`,
}

const BELONGS_TO = `chain 31337, attestation ${binding.attestation}, treasury ${binding.treasury}`

const rawTransaction: Hex = serializeTransaction(
  { chainId: 31337, type: 'eip1559', nonce: 7, maxFeePerGas: 30n * 10n ** 9n, maxPriorityFeePerGas: 2n, gas: 21_000n },
  { r: `0x${'01'.repeat(32)}`, s: `0x${'02'.repeat(32)}`, yParity: 0 },
)

/** What the agent of version 0.1 wrote. */
const writeOldJournal = (file: string, belongsTo = BELONGS_TO) => {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  const database = new Database(file)
  database.exec(`
    create table binding (id integer primary key check (id = 1), belongs_to text not null) strict;
    create table cursor (id integer primary key check (id = 1), block_number text not null) strict;
    create table heal (
      epoch integer primary key, state text not null, spend text not null, min_out text not null, tx_hash text,
      raw_transaction text, sender text, nonce integer, attempts integer not null, delivered text, reason text
    ) strict;
    insert into binding values (1, '${belongsTo}');
    insert into cursor values (1, '99');`)
  const insert = database.prepare('insert into heal values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const sent = [keccak256(rawTransaction), rawTransaction, `0x${'33'.repeat(20)}`, 7, 1]
  insert.run([1_000, 'attested', '12345678901234567890', '41', ...sent, '42', null])
  insert.run([2_000, 'failed', '5', '4', ...sent, null, 'reverted'])
  insert.run([3_000, 'mined', '6', '4', ...sent, '9', null])
  insert.run([4_000, 'intended', '7', '4', ...sent, null, null])
  insert.run([5_000, 'simulated', '8', '4', null, null, null, null, 0, null, null])
  database.close()
}

describe('openSqliteJournal', () => {
  let file: string
  const opened: Pick<Journal, 'close'>[] = []
  const open = async (changes: Partial<JournalBinding> = {}) => {
    const journal = await openSqliteJournal(file, { ...binding, ...changes })
    opened.push(journal)
    return journal
  }

  beforeEach(() => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sqlite-journal-'))
    file = path.join(folder, "with space, ünïcode & 'quotes'", 'journal ?#%41.db')
  })
  afterEach(async () => {
    for (const journal of opened.splice(0)) await journal.close()
    fs.rmSync(path.dirname(path.dirname(file)), { recursive: true, force: true })
  })

  it('keeps its files where it was told, for their owner only', async () => {
    const journal = await open()
    await journal.probe()
    const names = fs.readdirSync(path.dirname(file))
    const name = path.basename(file)
    expect(names.sort()).toEqual([name, `${name}-shm`, `${name}-wal`, `${name}.lock`])
    for (const each of names) expect(fs.statSync(path.join(path.dirname(file), each)).mode & 0o777, each).toBe(0o600)
    expect(fs.statSync(path.dirname(file)).mode & 0o777).toBe(0o700)
  })

  it('refuses a second writer in this process too, until the first one is closed', async () => {
    const first = await open()
    for (const _attempt of [1, 2]) {
      await expect(open()).rejects.toThrow(
        `cannot open the journal ${file}: another process, probably another agent, is using it`,
      )
    }
    await first.probe()
    await first.close()
    await (await open()).probe()
  })

  it('gives the lock back when it refuses what it found', async () => {
    await (await open()).close()
    for (const _attempt of [1, 2]) await expect(open({ chainId: 1 })).rejects.toThrow(/belongs to chain 31337/)
    await open()
  })

  it('says why a folder or a file cannot be used', async () => {
    fs.mkdirSync(path.dirname(file), { recursive: true })
    fs.writeFileSync(file, 'not a database at all, but long enough to be looked at as one'.repeat(20))
    await expect(open()).rejects.toThrow(`the journal ${file} failed: file is not a database`)
    file = path.join(file, 'journal.db')
    await expect(open()).rejects.toThrow(/cannot open the journal .*: (ENOTDIR|EEXIST)/)
    file = path.dirname(file)
  })

  it('refuses a file of a newer release, and leaves it as it was', async () => {
    await (await open()).close()
    const database = new Database(file)
    database.exec('update binding set version = 2')
    database.close()
    const message = `the journal ${file} is of version 2, this release knows 1; upgrade the agent`
    await expect(open()).rejects.toThrow(message)
    await expect(readSqliteJournal(file, binding)).rejects.toThrow(message)
  })

  it('takes over the heals of version 0.1 once, and follows those that were under way', async () => {
    writeOldJournal(file)
    await expect(readSqliteJournal(file, binding)).rejects.toThrow(/earlier release; start the agent once/)
    await (await open()).close()
    const journal = await open()
    const transaction = {
      txHash: keccak256(rawTransaction),
      rawTransaction,
      sender: `0x${'33'.repeat(20)}`,
      nonce: 7,
      maxFeePerGas: 30n * 10n ** 9n,
      maxPriorityFeePerGas: 2n,
    }
    const heal = { kind: 'heal', mechanism: 'treasurySwap', minOut: 4n }
    expect(await journal.actions()).toMatchObject([
      { ...heal, id: 5_000, state: 'simulated', amount: 8n, transactions: [] },
      { ...heal, id: 4_000, state: 'intended', amount: 7n, transactions: [{ ...transaction, signedAt: 4_000 }] },
      { ...heal, id: 3_000, state: 'intended', amount: 6n, transactions: [transaction], delivered: 9n },
      { ...heal, id: 2_000, state: 'failed', amount: 5n, transactions: [transaction], reason: 'reverted' },
      { ...heal, id: 1_000, state: 'confirmed', amount: 12_345_678_901_234_567_890n, minOut: 41n, delivered: 42n },
    ])
    expect((await journal.openActions()).map(({ id }) => id)).toEqual([3_000, 4_000])
    expect(await journal.checkpoints()).toEqual([])
  })

  it('does not touch a journal of version 0.1 that belongs to another reserve', async () => {
    writeOldJournal(file, BELONGS_TO.replace('31337', '1'))
    for (const _attempt of [1, 2]) await expect(open()).rejects.toThrow(/belongs to chain 1, /)
    await (await open({ chainId: 1 })).close()
  })
})
