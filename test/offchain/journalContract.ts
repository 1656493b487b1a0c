import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ACTION_KINDS, type Journal, KEPT_CHECKPOINTS } from '../../offchain/store/journal.ts'
import { openJournal, readJournal } from '../../offchain/store.ts'
import { binding, makeAction, makeReport, makeTransaction, word } from './journalRecords.ts'
import { makePoolEvent, makeSettledRequest } from './poolSight.ts'

export type JournalEngine = {
  name: Journal['engine']
  /** A place for a journal that does not exist yet. */
  createLocation(): Promise<string>
}

const alone = {
  signal: new AbortController().signal,
  onStandby: () => {
    throw new Error('nobody else holds this journal')
  },
}

const checkpointAt = (height: number, history = 0) => ({
  blockNumber: BigInt(height),
  blockHash: word(height + 1_000_000 * history),
})

/** What both engines promise, as tests. */
export const describeJournal = ({ name, createLocation }: JournalEngine) =>
  describe(`a journal in ${name}`, () => {
    let location: string
    let journal: Journal
    const opened: Journal[] = []
    const open = async (changes: Partial<typeof binding> = {}) => {
      const result = await openJournal(location, { ...binding, ...changes }, alone)
      opened.push(result)
      return result
    }
    const reopen = async () => {
      await journal.close()
      journal = await open()
    }

    beforeEach(async () => {
      location = await createLocation()
      journal = await open()
    })
    afterEach(async () => {
      for (const one of opened.splice(0)) await one.close()
    })

    it('is empty at first and says what keeps it', async () => {
      expect(journal.engine).toBe(name)
      expect(await journal.checkpoints()).toEqual([])
      expect(await journal.report(1)).toBeUndefined()
      expect(await journal.poolEvents()).toEqual([])
      expect(await journal.action('heal', 1)).toBeUndefined()
      expect(await journal.openActions()).toEqual([])
      expect(await journal.actions()).toEqual([])
      expect(await journal.openIncidents()).toEqual([])
      expect(await journal.incidents()).toEqual([])
      expect(await journal.dueNotifications(2 ** 40)).toEqual([])
    })

    describe('progress', () => {
      it('returns reports and checkpoints to the last digit, also after it was closed', async () => {
        const report = makeReport(1_700_000_000, 2n ** 60n)
        const checkpoint = { blockNumber: 2n ** 60n + 1n, blockHash: word(7) }
        await journal.saveProgress({ reports: [report], checkpoint })
        await reopen()
        expect(await journal.report(1_700_000_000)).toEqual(report)
        expect(await journal.checkpoints()).toEqual([checkpoint])
      })

      it('keeps the newest checkpoints, newest first', async () => {
        for (let height = 1; height <= KEPT_CHECKPOINTS + 3; height++) {
          await journal.saveProgress({ reports: [], checkpoint: checkpointAt(height) })
        }
        const kept = await journal.checkpoints()
        expect(kept).toHaveLength(KEPT_CHECKPOINTS)
        expect(kept[0]).toEqual(checkpointAt(KEPT_CHECKPOINTS + 3))
        expect(kept.at(-1)).toEqual(checkpointAt(4))
      })

      it('takes the same range twice, and the last word on an epoch', async () => {
        const later = makeReport(5, 9n)
        await journal.saveProgress({ reports: [makeReport(5, 8n)], checkpoint: checkpointAt(8) })
        await journal.saveProgress({ reports: [makeReport(5, 8n), later], checkpoint: checkpointAt(8, 1) })
        expect(await journal.report(5)).toEqual(later)
        expect(await journal.checkpoints()).toEqual([checkpointAt(8, 1)])
      })

      it('forgets what is above the block it is rewound to, and keeps that block', async () => {
        for (const height of [10, 11, 12]) {
          await journal.saveProgress({
            reports: [makeReport(height, BigInt(height))],
            checkpoint: checkpointAt(height),
          })
        }
        await journal.rewind(checkpointAt(11))
        expect(await journal.checkpoints()).toEqual([checkpointAt(11), checkpointAt(10)])
        expect(await journal.report(11)).toBeDefined()
        expect(await journal.report(12)).toBeUndefined()
      })

      it('forgets everything derived, but no action, when no checkpoint is left to rewind to', async () => {
        await journal.saveProgress({ reports: [makeReport(1, 0n)], checkpoint: checkpointAt(0) })
        await journal.saveAction(makeAction(1))
        await journal.rewind(undefined)
        expect(await journal.checkpoints()).toEqual([])
        expect(await journal.report(1)).toBeUndefined()
        expect(await journal.action('heal', 1)).toEqual(makeAction(1))
      })

      it('returns what was logged of the pool to the last digit, newest first, and what is asked for', async () => {
        const events = [
          ...makeSettledRequest(1, 1),
          makePoolEvent({ kind: 'deposited' }, 20, { gasUsed: 2n ** 70n, gasPrice: 2n ** 80n }),
          makePoolEvent({ kind: 'matcherRegistered', signer: `0x${'aB'.repeat(20)}` }, 2 ** 40),
        ]
        await journal.saveProgress({ reports: [], poolEvents: events, checkpoint: checkpointAt(30) })
        // The same range again is the same.
        await journal.saveProgress({ reports: [], poolEvents: events, checkpoint: checkpointAt(30) })
        await reopen()
        expect(await journal.poolEvents()).toEqual(events.toReversed())
        expect(await journal.poolEvents({ limit: 2 })).toEqual(events.toReversed().slice(0, 2))
        expect(await journal.poolEvents({ kind: 'sent' })).toEqual(events.slice(0, 1))
        expect(await journal.poolEvents({ requestId: 1, kind: 'ended' })).toEqual([events.at(-3)])
        expect(await journal.poolEvents({ requestId: 2 })).toEqual([])
        expect(await journal.poolEvents({ since: events.at(-2)?.at })).toEqual(events.slice(-2).toReversed())
      })

      it('forgets of the pool what is above the block it is rewound to', async () => {
        const [before, after] = [5, 6].map((block) => makePoolEvent({ kind: 'deposited' }, block))
        const poolEvents = before && after ? [before, after] : []
        await journal.saveProgress({ reports: [], poolEvents, checkpoint: checkpointAt(6) })
        await journal.rewind(checkpointAt(5))
        expect(await journal.poolEvents()).toEqual([before])
        const elsewhere = makePoolEvent({ kind: 'sent', requestId: 4, epoch: 9 }, 6, { blockHash: word(77) })
        await journal.saveProgress({ reports: [], poolEvents: [elsewhere], checkpoint: checkpointAt(6, 1) })
        expect(await journal.poolEvents({ limit: 1 })).toEqual([elsewhere])
      })

      it('takes ten thousand reports at once, quickly', async () => {
        const reports = Array.from({ length: 10_000 }, (_, index) => makeReport(index, BigInt(index)))
        const started = performance.now()
        await journal.saveProgress({ reports, checkpoint: checkpointAt(10_000) })
        const elapsedMs = performance.now() - started
        console.info(`${name}: 10,000 reports in ${elapsedMs.toFixed(0)} ms`)
        expect(elapsedMs).toBeLessThan(name === 'sqlite' ? 2_000 : 8_000)
        for (const epoch of [0, 1, 4_999, 9_999]) expect(await journal.report(epoch)).toEqual(reports[epoch])
      })
    })

    describe('actions', () => {
      it('returns what was saved to the last digit, also after it was closed', async () => {
        const action = makeAction(42, {
          state: 'mined',
          transactions: [makeTransaction(7), makeTransaction(7, 1)],
          minedIn: { txHash: word(7_001), blockNumber: 2n ** 60n, blockHash: word(3) },
          delivered: 2n ** 90n,
          reason: 'it\'s "quoted" — and ünïcode',
        })
        await journal.saveAction(makeAction(42, { transactions: [makeTransaction(7)] }))
        await journal.saveAction(action)
        await reopen()
        expect(await journal.action('heal', 42)).toEqual(action)
        expect(await journal.action('replenish', 42)).toBeUndefined()
        expect(await journal.action('collateral', 42)).toBeUndefined()
      })

      it('lists open actions oldest first and all of them newest first', async () => {
        const states = ['confirmed', 'intended', 'failed', 'mined', 'simulated', 'unknown'] as const
        for (const [index, state] of states.entries()) await journal.saveAction(makeAction(index, { state }))
        await journal.saveAction(makeAction(1, { kind: 'replenish' }))
        await journal.saveAction(makeAction(1, { reason: 'saved again, as old as before' }))
        const open = await journal.openActions()
        expect(open.map(({ kind, id }) => [kind, id])).toEqual([
          ['heal', 1],
          ['heal', 3],
          ['heal', 5],
          ['replenish', 1],
        ])
        const newest = await journal.actions({ limit: 3 })
        expect(newest.map(({ kind, id }) => [kind, id])).toEqual([
          ['replenish', 1],
          ['heal', 5],
          ['heal', 4],
        ])
        expect(await journal.actions()).toHaveLength(7)
      })

      it('keeps a submission of collateral under its 48 bits, once', async () => {
        const id = 2 ** 48 - 1
        const submission = makeAction(id, {
          kind: 'collateral',
          mechanism: 'tcbInfo 90c06f000000',
          amount: 0n,
          minOut: 0n,
        })
        await journal.saveAction(submission)
        await journal.saveAction({ ...submission, state: 'confirmed' })
        await reopen()
        expect(await journal.actions()).toEqual([{ ...submission, state: 'confirmed' }])
        expect(await journal.action('heal', id)).toBeUndefined()
        await expect(journal.saveAction(submission)).rejects.toThrow(`the journal keeps collateral ${id} as it is`)
      })

      it('keeps every kind of action apart, under the same number', async () => {
        for (const kind of ACTION_KINDS) await journal.saveAction(makeAction(5, { kind, amount: 0n }))
        await journal.saveAction(makeAction(5, { kind: 'request', amount: 0n, state: 'confirmed' }))
        await reopen()
        for (const kind of ACTION_KINDS) {
          const state = kind === 'request' ? 'confirmed' : 'intended'
          expect(await journal.action(kind, 5)).toMatchObject({ kind, id: 5, state })
        }
        expect(await journal.openActions()).toHaveLength(ACTION_KINDS.length - 1)
      })

      it('never changes what is confirmed', async () => {
        const confirmed = makeAction(1, { state: 'confirmed', delivered: 5n })
        await journal.saveAction(confirmed)
        for (const state of ['intended', 'failed', 'confirmed'] as const) {
          await expect(journal.saveAction({ ...confirmed, state, delivered: 6n })).rejects.toThrow(
            'the journal keeps heal 1 as it is: it is confirmed',
          )
        }
        expect(await journal.action('heal', 1)).toEqual(confirmed)
      })

      it('never forgets a transaction that was signed', async () => {
        const both = [makeTransaction(1), makeTransaction(1, 1)]
        await journal.saveAction(makeAction(1, { transactions: both }))
        for (const transactions of [[], both.slice(0, 1), both.slice(1), [...both].reverse()]) {
          await expect(journal.saveAction(makeAction(1, { state: 'failed', transactions }))).rejects.toThrow(
            /a transaction that was signed for it would be forgotten/,
          )
        }
        expect(await journal.action('heal', 1)).toEqual(makeAction(1, { transactions: both }))
        await journal.saveAction(makeAction(1, { transactions: [...both, makeTransaction(2)] }))
      })

      it.each(['intended', 'mined', 'unknown'] as const)('lets no dry run hide an action that is %s', async (state) => {
        await journal.saveAction(makeAction(1, { state, transactions: [] }))
        await expect(journal.saveAction(makeAction(1, { state: 'simulated' }))).rejects.toThrow(/not a dry run/)
        expect(await journal.openActions()).toHaveLength(1)
      })

      it('takes an action back from mined to intended, because blocks can go', async () => {
        await journal.saveAction(makeAction(1, { state: 'mined' }))
        await journal.saveAction(makeAction(1, { state: 'intended' }))
        expect(await journal.action('heal', 1)).toEqual(makeAction(1))
      })
    })

    describe('incidents', () => {
      const blind = { kind: 'chain-blind', severity: 'critical', summary: 'no block for 60 s', openedAt: 100 } as const

      it('opens one incident of a kind at a time, also when two ask at once', async () => {
        const answers = await Promise.all([1, 2, 3].map(() => journal.openIncident(blind, ['slack'])))
        const [incident, ...others] = answers.filter((answer) => answer !== undefined)
        expect(others).toEqual([])
        expect(incident).toEqual({ ...blind, id: incident?.id, closedAt: undefined })
        expect(await journal.openIncidents()).toEqual([incident])
        expect(await journal.dueNotifications(100)).toHaveLength(1)
      })

      it('opens the next incident of a kind once the first one is closed', async () => {
        const first = await journal.openIncident(blind, [])
        await journal.closeIncident(first?.id ?? 0, 110, [])
        const second = await journal.openIncident({ ...blind, openedAt: 120 }, [])
        expect(second?.id).toBeGreaterThan(first?.id ?? 0)
        expect(await journal.openIncidents()).toEqual([second])
        expect(await journal.incidents()).toEqual([second, { ...first, closedAt: 110 }])
        expect(await journal.incidents({ limit: 1 })).toEqual([second])
      })

      it('queues one message per channel when an incident opens and when it closes, the second time nothing', async () => {
        const incident = await journal.openIncident(blind, ['slack', 'email'])
        const id = incident?.id ?? 0
        await journal.closeIncident(id, 130, ['slack', 'email'])
        await journal.closeIncident(id, 140, ['slack', 'email'])
        await reopen()
        expect(await journal.dueNotifications(99)).toEqual([])
        const message = { incidentId: id, attempts: 0, incident: { ...incident, closedAt: 130 } }
        const begun = [
          { ...message, phase: 'opened', channel: 'slack', nextAttemptAt: 100 },
          { ...message, phase: 'opened', channel: 'email', nextAttemptAt: 100 },
        ]
        expect(await journal.dueNotifications(129)).toEqual(begun)
        expect(await journal.dueNotifications(130)).toEqual([
          ...begun,
          { ...message, phase: 'closed', channel: 'slack', nextAttemptAt: 130 },
          { ...message, phase: 'closed', channel: 'email', nextAttemptAt: 130 },
        ])
      })

      it('puts off one message without touching the others, counts, and forgets it when it is dropped', async () => {
        await journal.openIncident(blind, ['slack', 'email'])
        const [slack, email] = await journal.dueNotifications(100)
        if (!slack || !email) throw new Error('two messages were queued')
        await journal.postponeNotification(slack, 200)
        expect(await journal.dueNotifications(199)).toEqual([email])
        expect(await journal.dueNotifications(200)).toEqual([{ ...slack, attempts: 1, nextAttemptAt: 200 }, email])
        await journal.dropNotification(slack)
        expect(await journal.dueNotifications(2 ** 40)).toEqual([email])
      })

      it('leaves no incident behind when one of its messages cannot be queued', async () => {
        await expect(journal.openIncident(blind, ['slack', 'slack'])).rejects.toThrow()
        expect(await journal.incidents()).toEqual([])
        const incident = await journal.openIncident(blind, ['slack'])
        await expect(journal.closeIncident(incident?.id ?? 0, 110, ['slack', 'slack'])).rejects.toThrow()
        expect(await journal.openIncidents()).toEqual([incident])
        expect(await journal.dueNotifications(2 ** 40)).toHaveLength(1)
      })
    })

    it('keeps statements of concurrent callers out of each other’s transactions', async () => {
      const duplicate = { kind: 'a', severity: 'info', summary: '', openedAt: 1 } as const
      const results = await Promise.allSettled([
        journal.openIncident(duplicate, ['slack', 'slack']),
        journal.saveAction(makeAction(1)),
        journal.openIncident(duplicate, ['slack', 'slack']),
        journal.saveProgress({ reports: [makeReport(1, 1n)], checkpoint: checkpointAt(1) }),
        journal.probe(),
      ])
      expect(results.map(({ status }) => status)).toEqual([
        'rejected',
        'fulfilled',
        'rejected',
        'fulfilled',
        'fulfilled',
      ])
      expect(await journal.action('heal', 1)).toEqual(makeAction(1))
      expect(await journal.report(1)).toBeDefined()
      expect(await journal.incidents()).toEqual([])
    })

    it.each([
      { chainId: 1 },
      { treasury: `0x${'44'.repeat(20)}` as const },
      { attestation: `0x${'44'.repeat(20)}` as const },
    ])('refuses to be the journal of another reserve: %j', async (other) => {
      await journal.close()
      const message = /belongs to chain 31337, .*, not to chain .*; set (AGENT_STORE|DATABASE_URL) to another/
      await expect(open(other)).rejects.toThrow(message)
      await expect(readJournal(location, { ...binding, ...other })).rejects.toThrow(message)
      const upperCase = binding.treasury.toUpperCase().replace('0X', '0x') as typeof binding.treasury
      await open({ treasury: upperCase })
    })

    it('can be read while an agent writes it, and cannot be written by a reader', async () => {
      await journal.saveAction(makeAction(1))
      const reader = (await readJournal(location, binding)) as Journal
      expect(await reader.action('heal', 1)).toEqual(makeAction(1))
      await journal.saveAction(makeAction(2))
      expect(await reader.actions()).toHaveLength(2)
      await expect(reader.saveAction(makeAction(3))).rejects.toThrow(/read-?only/)
      await expect(reader.probe()).rejects.toThrow(/read-?only/)
      await reader.close()
      await journal.saveAction(makeAction(3))
      expect(await journal.actions()).toHaveLength(3)
    })

    it('is not created by reading', async () => {
      const nowhere = await createLocation()
      await expect(readJournal(nowhere, binding)).rejects.toThrow(/there is no journal/)
      await expect(readJournal(nowhere, binding)).rejects.toThrow(/there is no journal/)
    })

    it('answers nothing after it was closed, and may be closed twice', async () => {
      await journal.close()
      await journal.close()
      await expect(journal.actions()).rejects.toThrow(/closed/)
      await expect(journal.saveAction(makeAction(1))).rejects.toThrow(/closed/)
      await expect(journal.probe()).rejects.toThrow(/closed/)
    })
  })
