import { describe, expect, it } from 'vitest'
import type { Journal } from '../../store/journal.ts'
import { meterJournal } from './meterJournal.ts'

const WRITES = [
  'saveProgress',
  'rewind',
  'saveAction',
  'openIncident',
  'closeIncident',
  'postponeNotification',
  'dropNotification',
  'probe',
] as const
const READS = [
  'checkpoints',
  'report',
  'action',
  'openActions',
  'actions',
  'openIncidents',
  'incidents',
  'dueNotifications',
] as const

describe('meterJournal', () => {
  const start = (answer: () => Promise<unknown>) => {
    const health: { journalError: string | undefined } = { journalError: undefined }
    const writes: { durationMs: number; failed: boolean }[] = []
    let nowMs = 100
    const method = () => {
      nowMs += 7
      return answer()
    }
    const inner = Object.fromEntries([...WRITES, ...READS, 'close'].map((name) => [name, method]))
    const metered = meterJournal({ engine: 'sqlite', ...inner } as unknown as Journal, {
      health,
      metrics: { recordJournalWrite: (write) => writes.push(write) },
      nowMs: () => nowMs,
    })
    const call = (name: (typeof WRITES | typeof READS)[number]) =>
      (metered[name] as (...parameters: unknown[]) => Promise<unknown>)()
    return { health, writes, call, metered }
  }

  it('times every write, hands its result on, and leaves reads alone', async () => {
    const { call, writes, metered } = start(async () => 'result')
    for (const name of WRITES) expect([name, await call(name)]).toEqual([name, 'result'])
    expect(writes).toEqual(WRITES.map(() => ({ durationMs: 7, failed: false })))
    for (const name of READS) await call(name)
    expect(writes).toHaveLength(WRITES.length)
    expect(metered.engine).toBe('sqlite')
  })

  it('remembers the failure of a write until the next one that succeeds, and still throws it', async () => {
    let full = true
    const { call, health, writes } = start(async () => {
      if (full) throw new Error('the disk is full')
    })
    await expect(call('saveAction')).rejects.toThrow('the disk is full')
    expect(health.journalError).toBe('the disk is full')
    expect(writes).toEqual([{ durationMs: 7, failed: true }])
    full = false
    await call('probe')
    expect(health.journalError).toBeUndefined()
  })
})
