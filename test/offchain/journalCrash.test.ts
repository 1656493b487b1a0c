import { randomInt } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../offchain/protocol/seededRandom.ts'
import { readWrittenSteps, type WrittenSteps } from './journalState.ts'
import { type JournalWriter, startJournalWriter } from './journalWriter.ts'
import { findPostgres, type PostgresServer, startPostgres } from './postgresServer.ts'

const ROUNDS = process.env.TEST_DEEP ? 50 : 2
const SERVER_ROUNDS = process.env.TEST_DEEP ? 10 : 1

const seed = Number(process.env.JOURNAL_SEED ?? randomInt(2 ** 31))
console.info(`journal crashes: JOURNAL_SEED=${seed}`)

const writers: JournalWriter[] = []
const start = (location: string, steps?: number) => {
  const writer = startJournalWriter(location, steps)
  writers.push(writer)
  return writer
}

/** Everything acknowledged is there, and beyond it at most the one record that was being written. */
const expectKept = (found: WrittenSteps, acknowledged: WrittenSteps) => {
  for (const kind of ['progress', 'action', 'incident'] as const) {
    expect(found[kind], `${kind} lost`).toBeGreaterThanOrEqual(acknowledged[kind])
    expect(found[kind], `${kind} from nowhere`).toBeLessThanOrEqual(acknowledged[kind] + 1)
  }
}

/** Kills the writer again and again, mostly while it writes, sometimes while it opens the journal. */
const killWriters = async (location: string, rounds: number, kill: (writer: JournalWriter) => Promise<void>) => {
  const { below } = seededRandom(seed)
  const dice = (limit: number) => Number(below(BigInt(limit)))
  let kept: WrittenSteps = { progress: 0, action: 0, incident: 0 }
  for (let round = 0; round < rounds; round++) {
    const writer = start(location)
    const killWhileOpening = round % 5 === 4
    await writer.line(/^loaded/)
    if (!killWhileOpening) {
      const [, first] = await writer.line(/^open (\d+)/)
      const kind = ['progress', 'action', 'incident'][dice(3)]
      await writer.line(new RegExp(`^${kind} ${Number(first) + dice(9)}$`))
    }
    await sleep(dice(40))
    await kill(writer)
    const said = writer.acknowledged()
    const acknowledged: WrittenSteps = {
      progress: Math.max(kept.progress, said.progress),
      action: Math.max(kept.action, said.action),
      incident: Math.max(kept.incident, said.incident),
    }
    if (killWhileOpening && acknowledged.progress === 0) continue
    kept = await readWrittenSteps(location)
    expectKept(kept, acknowledged)
  }
  return kept
}

afterEach(async () => {
  for (const writer of writers.splice(0)) await writer.kill()
})

describe('an embedded journal whose writer is killed', () => {
  let file: string
  beforeAll(() => {
    file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'journal-crash-')), 'journal.db')
  })
  afterAll(() => fs.rmSync(path.dirname(file), { recursive: true, force: true }))

  it(`has every acknowledged record, whole, after each of ${ROUNDS} random kills`, async () => {
    const kept = await killWriters(file, ROUNDS, (writer) => writer.kill())
    console.info(`sqlite: ${ROUNDS} kills, kept ${JSON.stringify(kept)}`)
    expect(kept.incident).toBeGreaterThan(0)
  }, 300_000)
})

const programs = findPostgres()
describe.skipIf(!programs)('a shared journal', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres(programs)
  })
  afterAll(() => server?.stop())

  it(`has every acknowledged record, whole, after each of ${ROUNDS} random kills of its writer`, async () => {
    const kept = await killWriters(await server.createDatabase(), ROUNDS, (writer) => writer.kill())
    console.info(`postgres: ${ROUNDS} kills, kept ${JSON.stringify(kept)}`)
    expect(kept.incident).toBeGreaterThan(0)
  }, 300_000)

  it(`has every acknowledged record, whole, after each of ${SERVER_ROUNDS} random kills of the server`, async () => {
    const kept = await killWriters(await server.createDatabase(), SERVER_ROUNDS, async (writer) => {
      await server.crash()
      // It noticed and gave up by itself: it neither hung nor wrote through a new connection.
      expect(await writer.exited).toBe(1)
      await writer.kill()
    })
    console.info(`postgres: ${SERVER_ROUNDS} kills of the server, kept ${JSON.stringify(kept)}`)
  }, 300_000)
})
