import fs from 'node:fs'
import path from 'node:path'
import Database from 'libsql'
import type { Address, Hex } from 'viem'
import { KitError } from './errors.ts'

/**
 * Where a heal stands.
 * `intended`: signed and stored, perhaps sent. `mined`: confirmed on chain. `attested`: a later report has seen it.
 * `failed`: reverted, superseded, or its nonce went to another transaction. `simulated`: a dry run.
 */
export type HealState = 'intended' | 'mined' | 'attested' | 'failed' | 'simulated'

/** One heal of one epoch. Amounts are base units; `rawTransaction` is what was, or would be, broadcast. */
export type HealRecord = {
  epoch: number
  state: HealState
  spend: bigint
  minOut: bigint
  txHash: Hex | undefined
  rawTransaction: Hex | undefined
  /** Who signed it. The key may have been replaced since. */
  sender: Address | undefined
  nonce: number | undefined
  /** How often this epoch was signed for. */
  attempts: number
  delivered: bigint | undefined
  reason: string | undefined
}

/** What a journal belongs to. Epochs are times, so two reserves share them; their journals must not mix. */
export type JournalBinding = { chainId: number; attestation: Address; treasury: Address }

/** The agent's memory. Every write is on disk when the call returns. */
export type Journal = {
  /** Last block whose logs were handled; undefined on a fresh store. */
  cursor(): bigint | undefined
  saveCursor(blockNumber: bigint): void
  heal(epoch: number): HealRecord | undefined
  /** Heals that chain state has not closed yet, oldest first. */
  openHeals(): HealRecord[]
  /** All heals, newest first. */
  heals(): HealRecord[]
  /** Inserts or replaces the record of one epoch. */
  saveHeal(record: HealRecord): void
  close(): void
}

type Row = {
  epoch: bigint
  state: HealState
  spend: string
  min_out: string
  tx_hash: Hex | null
  raw_transaction: Hex | null
  sender: Address | null
  nonce: bigint | null
  attempts: bigint
  delivered: string | null
  reason: string | null
}

const SCHEMA = `
  create table if not exists binding (id integer primary key check (id = 1), belongs_to text not null) strict;
  create table if not exists cursor (id integer primary key check (id = 1), block_number text not null) strict;
  create table if not exists heal (
    epoch integer primary key,
    state text not null,
    spend text not null,
    min_out text not null,
    tx_hash text,
    raw_transaction text,
    sender text,
    nonce integer,
    attempts integer not null,
    delivered text,
    reason text
  ) strict;
`

const fromRow = (row: Row): HealRecord => ({
  epoch: Number(row.epoch),
  state: row.state,
  spend: BigInt(row.spend),
  minOut: BigInt(row.min_out),
  txHash: row.tx_hash ?? undefined,
  rawTransaction: row.raw_transaction ?? undefined,
  sender: row.sender ?? undefined,
  nonce: row.nonce === null ? undefined : Number(row.nonce),
  attempts: Number(row.attempts),
  delivered: row.delivered === null ? undefined : BigInt(row.delivered),
  reason: row.reason ?? undefined,
})

/** Opens the journal, alone: a second process on the same file is refused until the first one is gone. */
const openDatabase = (file: string): Database.Database => {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  // Signed transactions reveal orders before they are mined; SQLite gives its other files the mode of this one.
  fs.closeSync(fs.openSync(file, 'a', 0o600))
  const database = new Database(file)
  try {
    database.exec('pragma locking_mode = EXCLUSIVE')
    database.exec('pragma journal_mode = WAL')
    database.exec('pragma synchronous = FULL')
    // Takes the exclusive lock now instead of at the first write.
    database.exec('begin immediate; commit')
    database.exec(SCHEMA)
  } catch (cause) {
    throw new KitError(`cannot open the journal ${file}: ${(cause as Error).message}. Is another agent using it?`, {
      cause,
    })
  }
  return database
}

/** Writes what a new journal belongs to; refuses one that belongs to something else. */
const bind = (database: Database.Database, file: string, { chainId, attestation, treasury }: JournalBinding): void => {
  const wanted = `chain ${chainId}, attestation ${attestation.toLowerCase()}, treasury ${treasury.toLowerCase()}`
  database.prepare('insert into binding (id, belongs_to) values (1, ?) on conflict (id) do nothing').run(wanted)
  const { belongs_to: found } = database.prepare('select belongs_to from binding where id = 1').get() as {
    belongs_to: string
  }
  if (found !== wanted) {
    throw new KitError(`the journal ${file} belongs to ${found}, not to ${wanted}; set AGENT_STORE to another file`)
  }
}

/** Opens (or creates) the journal in one SQLite file. One connection per process, for the process's lifetime. */
export const openJournal = (file: string, binding: JournalBinding): Journal => {
  const database = openDatabase(file)
  bind(database, file, binding)
  const selectCursor = database.prepare('select block_number from cursor where id = 1')
  const upsertCursor = database.prepare(
    'insert into cursor (id, block_number) values (1, ?) on conflict (id) do update set block_number = excluded.block_number',
  )
  const selectHeal = database.prepare('select * from heal where epoch = ?').safeIntegers(true)
  const selectOpen = database
    .prepare("select * from heal where state in ('intended', 'mined') order by epoch")
    .safeIntegers(true)
  const selectAll = database.prepare('select * from heal order by epoch desc').safeIntegers(true)
  const upsertHeal = database.prepare(`
    insert into heal
      (epoch, state, spend, min_out, tx_hash, raw_transaction, sender, nonce, attempts, delivered, reason)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    on conflict (epoch) do update set
      state = excluded.state, spend = excluded.spend, min_out = excluded.min_out, tx_hash = excluded.tx_hash,
      raw_transaction = excluded.raw_transaction, sender = excluded.sender, nonce = excluded.nonce,
      attempts = excluded.attempts, delivered = excluded.delivered, reason = excluded.reason`)

  return {
    cursor() {
      const row = selectCursor.get() as { block_number: string } | undefined
      return row ? BigInt(row.block_number) : undefined
    },
    saveCursor(blockNumber) {
      upsertCursor.run(blockNumber.toString())
    },
    heal(epoch) {
      const row = selectHeal.get(epoch) as Row | undefined
      return row && fromRow(row)
    },
    openHeals: () => (selectOpen.all() as Row[]).map(fromRow),
    heals: () => (selectAll.all() as Row[]).map(fromRow),
    saveHeal(record) {
      upsertHeal.run(
        record.epoch,
        record.state,
        record.spend.toString(),
        record.minOut.toString(),
        record.txHash ?? null,
        record.rawTransaction ?? null,
        record.sender ?? null,
        record.nonce ?? null,
        record.attempts,
        record.delivered?.toString() ?? null,
        record.reason ?? null,
      )
    },
    close: () => database.close(),
  }
}
