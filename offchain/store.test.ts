import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type HealRecord, type JournalBinding, openJournal } from './store.ts'

const binding: JournalBinding = {
  chainId: 31337,
  attestation: `0x${'11'.repeat(20)}`,
  treasury: `0x${'22'.repeat(20)}`,
}

const record: HealRecord = {
  epoch: 1_700_000_000,
  state: 'intended',
  // Beyond 2^53: amounts must survive as integers.
  spend: 12_345_678_901_234_567_890n,
  minOut: 4_100_000_000n,
  txHash: `0x${'ab'.repeat(32)}`,
  rawTransaction: '0x02f8',
  sender: `0x${'33'.repeat(20)}`,
  nonce: 7,
  attempts: 1,
  delivered: undefined,
  reason: undefined,
}

/** The journal as another process sees it: what is not on disk is not there. */
const readInAnotherProcess = (file: string): { code: number | null; output: string } => {
  const script = `import { openJournal } from ${JSON.stringify(path.resolve('offchain/store.ts'))}
    const journal = openJournal(${JSON.stringify(file)}, ${JSON.stringify(binding)})
    const heals = journal.heals().map((heal) => ({ ...heal, spend: String(heal.spend), minOut: String(heal.minOut) }))
    console.log(JSON.stringify({ heals, cursor: String(journal.cursor()) }))`
  const child = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    encoding: 'utf8',
  })
  return { code: child.status, output: child.stdout + child.stderr }
}

describe('journal', () => {
  let folder: string
  let file: string

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'journal-'))
    file = path.join(folder, 'nested', 'journal.db')
  })
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

  it('is empty at first', () => {
    const journal = openJournal(file, binding)
    expect(journal.cursor()).toBeUndefined()
    expect(journal.heals()).toEqual([])
    expect(journal.heal(record.epoch)).toBeUndefined()
  })

  it('returns what was saved, to the last digit', () => {
    const journal = openJournal(file, binding)
    journal.saveHeal(record)
    expect(journal.heal(record.epoch)).toEqual(record)
    journal.saveCursor(2n ** 60n)
    expect(journal.cursor()).toBe(2n ** 60n)
  })

  it('is readable by its owner only', () => {
    openJournal(file, binding).saveHeal(record)
    for (const name of fs.readdirSync(path.dirname(file))) {
      expect(fs.statSync(path.join(path.dirname(file), name)).mode & 0o077, name).toBe(0)
    }
  })

  it.each([
    { chainId: 1 },
    { treasury: `0x${'44'.repeat(20)}` as const },
    { attestation: `0x${'44'.repeat(20)}` as const },
  ])('refuses to be the journal of another reserve: %j', (other) => {
    const written = `import { openJournal } from ${JSON.stringify(path.resolve('offchain/store.ts'))}
      openJournal(${JSON.stringify(file)}, ${JSON.stringify(binding)})`
    spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', written])
    expect(() => openJournal(file, { ...binding, ...other })).toThrow(/belongs to chain 31337, .*; set AGENT_STORE/)
  })

  it('keeps one record per epoch and lists open ones oldest first', () => {
    const journal = openJournal(file, binding)
    journal.saveHeal({ ...record, epoch: 3 })
    journal.saveHeal({ ...record, epoch: 1, state: 'mined', delivered: 5n })
    journal.saveHeal({ ...record, epoch: 2, state: 'failed', reason: 'reverted' })
    journal.saveHeal({ ...record, epoch: 3, state: 'mined', delivered: 9n })
    expect(journal.openHeals().map(({ epoch }) => epoch)).toEqual([1, 3])
    expect(journal.heals().map(({ epoch, delivered }) => [epoch, delivered])).toEqual([
      [3, 9n],
      [2, undefined],
      [1, 5n],
    ])
  })

  it('refuses a second process while the first one lives, and names the file', () => {
    openJournal(file, binding).saveHeal(record)
    const second = readInAnotherProcess(file)
    expect(second.code).not.toBe(0)
    expect(second.output).toContain(`cannot open the journal ${file}`)
  })

  it('survives a process that is killed right after a write was acknowledged', () => {
    const script = `import { openJournal } from ${JSON.stringify(path.resolve('offchain/store.ts'))}
      const journal = openJournal(${JSON.stringify(file)}, ${JSON.stringify(binding)})
      journal.saveHeal({ epoch: 42, state: 'intended', spend: 7n, minOut: 1n, txHash: '0x01', rawTransaction: '0x02', nonce: 0, attempts: 1 })
      journal.saveCursor(9n)
      process.kill(process.pid, 'SIGKILL')`
    const killed = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script])
    expect(killed.signal).toBe('SIGKILL')

    const seen = readInAnotherProcess(file)
    expect(seen.code, seen.output).toBe(0)
    const { heals, cursor } = JSON.parse(seen.output)
    expect(heals).toMatchObject([{ epoch: 42, state: 'intended', spend: '7' }])
    expect(cursor).toBe('9')
  })
})
