import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { KitError } from '../../offchain/errors.ts'
import type { Journal } from '../../offchain/store/journal.ts'
import { openJournal, readJournal } from '../../offchain/store.ts'
import { binding, makeAction } from './journalRecords.ts'

/** Takes every page that is left on the disk of `file`. */
const fillDisk = (file: string): void => {
  const descriptor = fs.openSync(file, 'a')
  try {
    for (;;) fs.writeSync(descriptor, Buffer.alloc(4_096))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    fs.closeSync(descriptor)
  }
}

const isRejected = (call: Promise<unknown>): Promise<boolean> =>
  call.then(
    () => false,
    (error: unknown) => {
      if (error instanceof KitError && error.retryable && /full|disk/.test(error.message)) return true
      throw error
    },
  )

/** Saves actions from `first` on until one is rejected; says which one that was. */
const saveUntilRejected = async (journal: Journal, first: number): Promise<number> => {
  for (let id = first; ; id++) if (await isRejected(journal.saveAction(makeAction(id)))) return id
}

/**
 * Runs a journal out of space and gives it space again, on a small disk of its own at `folder` (the process needs a
 * mount namespace of its own). Prints what happened as one line of JSON.
 */
export const exhaustDisk = async (folder: string): Promise<void> => {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder])
  const file = path.join(folder, 'journal.db')
  const filler = path.join(folder, 'filler')
  const options = { signal: new AbortController().signal, onStandby: () => undefined }
  const journal = await openJournal(file, binding, options)
  for (let id = 1; id <= 20; id++) await journal.saveAction(makeAction(id))

  fillDisk(filler)
  const rejectedId = await saveUntilRejected(journal, 21)
  // What a rejected write had reached of the log before the disk was full is still there for smaller ones.
  let probesThatFit = 0
  while (probesThatFit < 100 && !(await isRejected(journal.probe()))) probesThatFit++
  const rejected = {
    probe: await isRejected(journal.probe()),
    action: await isRejected(journal.saveAction(makeAction(rejectedId))),
    progress: await isRejected(
      journal.saveProgress({ reports: [], checkpoint: { blockNumber: 1n, blockHash: `0x${'00'.repeat(32)}` } }),
    ),
    probeAgain: await isRejected(journal.probe()),
  }
  const readable = (await journal.actions()).length
  const opensWhenFull = await openJournal(path.join(folder, 'other.db'), binding, options).then(
    () => true,
    () => false,
  )

  fs.rmSync(filler)
  await journal.probe()
  await journal.saveAction(makeAction(rejectedId))
  await journal.close()
  const reader = await readJournal(file, binding)
  const kept = (await reader.actions()).map(({ id }) => id)
  await reader.close()
  console.log(JSON.stringify({ rejectedId, probesThatFit, rejected, readable, opensWhenFull, kept }))
}
