import fs from 'node:fs'
import { openJournal } from '../../offchain/store.ts'
import { binding, makeAction, makeReport } from './journalRecords.ts'

/** Reports of step `step`: mostly a few, sometimes a thousand. */
export const batchSize = (step: number): number => (step % 4 === 0 ? 1_000 : 1 + ((step * 7_919) % 40))

export const EPOCHS_PER_STEP = 10_000
export const CHANNELS = ['slack', 'email', 'webhook'] as const

/** A line that is written when the call returns: what a killed process had acknowledged is never lost in a buffer. */
const print = (line: string) => fs.writeSync(1, `${line}\n`)

export type WriteParameters = {
  location: string
  /** After how many steps it waits to be killed. */
  steps?: number
}

/**
 * The program that the crash tests kill: opens the journal, says so, and writes three kinds of record per step, with a
 * line for each one whose promise has resolved. It begins with the step that its predecessor may not have finished.
 */
export const writeJournal = async ({ location, steps = Number.POSITIVE_INFINITY }: WriteParameters): Promise<void> => {
  print('loaded')
  const journal = await openJournal(location, binding, {
    signal: new AbortController().signal,
    onStandby: () => print('standby'),
  })
  const [newest] = await journal.checkpoints()
  const first = Number(newest?.blockNumber ?? 1n)
  print(`open ${first}`)
  for (let step = first; step < first + steps; step++) {
    const blockNumber = BigInt(step)
    const reports = Array.from({ length: batchSize(step) }, (_, index) =>
      makeReport(step * EPOCHS_PER_STEP + index, blockNumber),
    )
    await journal.saveProgress({ reports, checkpoint: { blockNumber, blockHash: `0x${'00'.repeat(32)}` } })
    print(`progress ${step}`)
    await journal.saveAction(makeAction(step))
    print(`action ${step}`)
    await journal.openIncident({ kind: `kind-${step}`, severity: 'info', summary: '', openedAt: step }, CHANNELS)
    print(`incident ${step}`)
  }
  print('idle')
  setInterval(() => undefined, 2 ** 30)
}
