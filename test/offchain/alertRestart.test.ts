import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readSqliteJournal } from '../../offchain/store/sqliteJournal.ts'
import { BINDING } from './alertMessages.ts'
import { type AlertServer, startAlertServer } from './alertServer.ts'

const PROGRAM = fileURLToPath(new URL('./deliverAlerts.ts', import.meta.url))
const PATIENCE = { timeout: 20_000 }

let folder: string
let file: string
let server: AlertServer
const children: ChildProcess[] = []
let lines: string[] = []

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alert-restart-'))
  file = path.join(folder, 'journal.db')
  server = await startAlertServer()
})
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => end(child, 'SIGKILL')))
  await server.stop()
  fs.rmSync(folder, { recursive: true })
})

const end = async (child: ChildProcess, signal: NodeJS.Signals) => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}
const start = (state: 'paused' | 'clear'): ChildProcess => {
  lines = []
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, file, server.url.href, state])
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line))
  children.push(child)
  return child
}
const passes = () => lines.filter((line) => line.includes('"msg":"pass"')).length
const phases = () => server.received.map(({ body }) => JSON.parse(body).phase as string)
const keys = () => server.received.map(({ headers }) => headers['idempotency-key'])
const incidents = async () => {
  const journal = await readSqliteJournal(file, BINDING)
  const all = await journal.incidents()
  await journal.close()
  return all
}
const isQuiet = async (): Promise<boolean> => {
  const journal = await readSqliteJournal(file, BINDING)
  const pending = await journal.dueNotifications(Number.MAX_SAFE_INTEGER)
  await journal.close()
  return pending.length === 0
}

describe('alerts across restarts', () => {
  it('announces an incident once, however often the agent is killed while it lasts, and its end once', async () => {
    const first = start('paused')
    await expect.poll(phases, PATIENCE).toEqual(['opened'])
    await expect.poll(isQuiet, PATIENCE).toBe(true)
    await end(first, 'SIGKILL')

    const second = start('paused')
    await expect.poll(passes, PATIENCE).toBeGreaterThanOrEqual(3)
    await end(second, 'SIGTERM')
    expect(second.exitCode).toBe(0)
    expect(phases()).toEqual(['opened'])

    // It ended while nobody looked.
    start('clear')
    await expect.poll(phases, PATIENCE).toEqual(['opened', 'closed'])
    await expect.poll(isQuiet, PATIENCE).toBe(true)
    expect(await incidents()).toMatchObject([{ kind: 'treasuryPaused', closedAt: expect.any(Number) }])
  })

  it('repeats an alert that a crash interrupted, under the same key', async () => {
    server.answerWith('hang')
    const first = start('paused')
    // The receiver has it, the agent does not know.
    await expect.poll(() => server.received.length, PATIENCE).toBe(1)
    await end(first, 'SIGKILL')

    server.answerWith({ status: 200 })
    const second = start('paused')
    await expect.poll(() => server.received.length, PATIENCE).toBe(2)
    await expect.poll(isQuiet, PATIENCE).toBe(true)
    await end(second, 'SIGTERM')
    expect(new Set(keys()).size).toBe(1)
    expect(await incidents()).toHaveLength(1)
    expect(lines.join('')).not.toContain('T0PS3CRET')
  })
})
