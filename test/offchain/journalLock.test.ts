import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { killIfAlive, startTestProgram, type TestProgram } from '../../offchain/local/process/testPrograms.ts'
import type { Journal } from '../../offchain/store/journal.ts'
import { openJournal, readJournal } from '../../offchain/store.ts'
import { binding, makeAction } from './journalRecords.ts'
import { type JournalWriter, startJournalWriter } from './journalWriter.ts'
import { findPostgres, type PostgresServer, startPostgres } from './postgresServer.ts'

const writers: JournalWriter[] = []
const programs: TestProgram[] = []
const journals: Journal[] = []
/** A process that holds the journal after one step. */
const startHolder = async (location: string, under?: string[]) => {
  const holder = startJournalWriter(location, 1, under)
  writers.push(holder)
  await holder.line(/^idle/)
  return holder
}
const open = async (location: string, changes: Partial<Parameters<typeof openJournal>[2]> = {}) => {
  const journal = await openJournal(location, binding, {
    signal: new AbortController().signal,
    onStandby: () => undefined,
    ...changes,
  })
  journals.push(journal)
  return journal
}

afterEach(async () => {
  for (const journal of journals.splice(0)) await journal.close()
  for (const writer of writers.splice(0)) await writer.kill()
  for (const program of programs.splice(0)) program.process.kill('SIGKILL')
})

describe('an embedded journal that a process holds', () => {
  let folder: string
  let file: string
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'journal-lock-'))
  })
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

  it('refuses a second process, serves a reader, and opens right after the first one is killed', async () => {
    file = path.join(folder, 'held.db')
    const holder = await startHolder(file)
    await expect(open(file)).rejects.toThrow(`cannot open the journal ${file}: another process`)
    const reader = await readJournal(file, binding)
    expect(await reader.actions()).toHaveLength(1)
    await holder.kill()
    const journal = await open(file)
    expect(await journal.actions()).toHaveLength(1)
    await journal.saveAction(makeAction(2))
    expect(await reader.actions()).toHaveLength(2)
    await reader.close()
  })

  it('stays locked for others when its holder tries to open it again', async () => {
    file = path.join(folder, 'twice.db')
    await open(file)
    await expect(open(file)).rejects.toThrow(/another process/)
    const other = startJournalWriter(file, 1)
    writers.push(other)
    expect((await other.line(/^idle|another process/))[0]).toBe('another process')
  })

  it('keeps its lock while the holder is stopped', async () => {
    file = path.join(folder, 'stopped.db')
    const holder = await startHolder(file)
    holder.process.kill('SIGSTOP')
    await expect(open(file)).rejects.toThrow(/another process/)
  })

  it('is free once its holder is killed, although a child of the holder lives on', async () => {
    file = path.join(folder, 'parent.db')
    const parent = startTestProgram(
      `import { spawn } from 'node:child_process'
      import { writeJournal } from './test/offchain/writeJournal.ts'
      await writeJournal({ location: ${JSON.stringify(file)}, steps: 1 })
      const child = spawn('sleep', ['600'], { stdio: 'ignore', detached: true })
      console.log('child', child.pid)`,
    )
    programs.push(parent)
    const [, child] = await parent.line(/^child (\d+)/)
    try {
      await expect(open(file)).rejects.toThrow(/another process/)
      parent.process.kill('SIGKILL')
      await parent.exited
      process.kill(Number(child), 0)
      await open(file)
    } finally {
      killIfAlive(Number(child))
    }
  })

  it('goes to exactly one of several processes that start at once', async () => {
    file = path.join(folder, 'race.db')
    const racers = Array.from({ length: 4 }, () => startJournalWriter(file, 1))
    writers.push(...racers)
    const outcomes = await Promise.all(racers.map((racer) => racer.line(/^idle|another process/)))
    expect(outcomes.filter(([word]) => word === 'idle')).toHaveLength(1)
  })
})

const postgres = findPostgres()
describe.skipIf(!postgres)('a shared journal that a process holds', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres(postgres)
  })
  afterAll(() => server?.stop())

  it('passes to a standby when the holder is killed, and says once that there is a wait', async () => {
    const location = await server.createDatabase()
    const holder = await startHolder(location)
    let standbys = 0
    let takenAt = 0
    const standby = open(location, { onStandby: () => standbys++ }).then((journal) => {
      takenAt = performance.now()
      return journal
    })
    await expect.poll(() => standbys).toBe(1)
    const reader = await readJournal(location, binding)
    expect(await reader.actions()).toHaveLength(1)
    await reader.close()
    expect(takenAt).toBe(0)
    const killedAt = performance.now()
    await holder.kill()
    const journal = await standby
    console.info(`postgres: standby took over ${(takenAt - killedAt).toFixed(0)} ms after the SIGKILL`)
    expect(takenAt - killedAt).toBeLessThan(5_000)
    expect(standbys).toBe(1)
    expect(await journal.actions()).toHaveLength(1)
    // The wait had no time limit; what follows has one again.
    await journal.saveAction(makeAction(2))
  })

  it('passes to a standby when the holder closes it', async () => {
    const location = await server.createDatabase()
    const first = await open(location)
    let waits = false
    const second = open(location, {
      onStandby: () => {
        waits = true
      },
    })
    await expect.poll(() => waits).toBe(true)
    await first.saveAction(makeAction(1))
    await first.close()
    expect(await (await second).actions()).toEqual([makeAction(1)])
  })

  it('is held by one of several replicas at a time, each taking its turn', async () => {
    const location = await server.createDatabase()
    let holders = 0
    await Promise.all(
      Array.from({ length: 6 }, async (_, index) => {
        const journal = await open(location)
        expect(++holders).toBe(1)
        await journal.saveAction(makeAction(index))
        holders--
        await journal.close()
      }),
    )
    const journal = await open(location)
    expect(await journal.actions()).toHaveLength(6)
  })

  it('lets a standby give up when it is told to stop, before and during the wait', async () => {
    const location = await server.createDatabase()
    const holder = await open(location)
    const aborter = new AbortController()
    const waiting = open(location, { signal: aborter.signal, onStandby: () => aborter.abort() })
    await expect(waiting).rejects.toThrow('stopped waiting for the journal in PostgreSQL')
    await expect(open(location, { signal: aborter.signal })).rejects.toThrow('stopped waiting')
    // Nobody queues in its name.
    await holder.close()
    await (await open(location)).probe()
  })
})
