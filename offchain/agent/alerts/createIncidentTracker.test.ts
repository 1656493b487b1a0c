import { describe, expect, it } from 'vitest'
import { createMemoryAlerts } from '../../../test/offchain/memoryAlerts.ts'
import { recordLog } from '../../../test/offchain/recordLog.ts'
import type { Condition } from './condition.ts'
import { createIncidentTracker, type IncidentTrackerParameters } from './createIncidentTracker.ts'

const paused = (severity: Condition['severity'] = 'critical'): Condition => ({
  kind: 'treasuryPaused',
  severity,
  summary: 'the treasury is paused',
})

const start = (journal = createMemoryAlerts(), changes: Partial<IncidentTrackerParameters> = {}) => {
  const { log, lines } = recordLog()
  let queued = 0
  const track = createIncidentTracker({
    journal,
    channels: ['slack', 'email'],
    hysteresisOf: () => ({ raiseAfterSeconds: 10, clearAfterSeconds: 20 }),
    log,
    onQueued: () => {
      queued += 1
    },
    ...changes,
  })
  const pass = (now: number, ...conditions: Condition[]) => track({ now, conditions, unchecked: [] })
  return { journal, track, pass, lines, queued: () => queued }
}

describe('createIncidentTracker', () => {
  it('queues one message per channel when an incident begins and when it ends', async () => {
    const { journal, pass, lines, queued } = start()
    for (const now of [100, 110, 120]) await pass(now, paused())
    expect(journal.pending().map(({ phase, channel }) => [phase, channel])).toEqual([
      ['opened', 'slack'],
      ['opened', 'email'],
    ])
    for (const now of [130, 150, 160]) await pass(now)
    expect(await journal.incidents()).toMatchObject([{ kind: 'treasuryPaused', openedAt: 100, closedAt: 130 }])
    expect(journal.pending()).toHaveLength(4)
    expect(queued()).toBe(2)
    const records = lines.map((line) => JSON.parse(line))
    expect(records.map(({ level, msg }) => [level, msg])).toEqual([
      ['error', 'incident opened'],
      ['info', 'incident closed'],
    ])
  })

  it('does not announce again what was open before a restart', async () => {
    const { journal, pass } = start()
    await pass(100, paused())
    await pass(110, paused())
    const restarted = start(journal)
    for (const now of [120, 130, 140]) await restarted.pass(now, paused())
    expect(await journal.incidents()).toHaveLength(1)
    expect(restarted.queued()).toBe(0)
  })

  it('ends the milder incident before it begins the worse one', async () => {
    const { journal, pass } = start()
    for (const now of [100, 110]) await pass(now, paused('warning'))
    for (const now of [120, 130]) await pass(now, paused('critical'))
    expect(await journal.incidents()).toMatchObject([
      { id: 2, severity: 'critical', openedAt: 120, closedAt: undefined },
      { id: 1, severity: 'warning', closedAt: 120 },
    ])
  })

  it('decides again what the journal could not keep', async () => {
    const journal = createMemoryAlerts()
    let isFull = true
    const { pass, queued } = start(journal, {
      journal: {
        ...journal,
        openIncident: async (...parameters) => {
          if (isFull) throw new Error('disk full')
          return await journal.openIncident(...parameters)
        },
      },
    })
    await pass(100, paused())
    await expect(pass(110, paused())).rejects.toThrow('disk full')
    isFull = false
    await pass(120, paused())
    expect(await journal.openIncidents()).toMatchObject([{ openedAt: 100 }])
    expect(queued()).toBe(1)
  })

  it('does not end what a blind pass could not look for', async () => {
    const { journal, track, pass } = start()
    for (const now of [100, 110]) await pass(now, paused())
    for (const now of [200, 300, 400]) await track({ now, conditions: [], unchecked: ['treasuryPaused'] })
    expect(await journal.openIncidents()).toHaveLength(1)
  })
})
