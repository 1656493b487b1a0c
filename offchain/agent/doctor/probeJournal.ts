import fs from 'node:fs'
import path from 'node:path'
import { KitError } from '../../errors.ts'
import type { JournalBinding } from '../../store/journal.ts'
import { openJournal, readJournal } from '../../store.ts'

/** `new`: the agent will create it. `inUse`: a running agent has it, and it belongs to this deployment. */
export type JournalProbe = 'new' | 'free' | 'inUse'

/** A file path, rather than the URL of a server. */
const isFile = (location: string): boolean => !/^[a-z]+:\/\//.test(location)

/** Rejects unless `file` could be created, with the folders above it. */
const requireCreatable = (file: string): void => {
  const above = path.dirname(path.resolve(file))
  if (!fs.existsSync(above)) {
    requireCreatable(above)
    return
  }
  if (!fs.statSync(above).isDirectory()) throw new KitError(`the journal ${file} cannot be created: ${above} is a file`)
  fs.accessSync(above, fs.constants.W_OK)
}

const isBusy = (error: unknown): boolean =>
  ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'SQLITE_BUSY'

/**
 * Opens the journal as the agent would, and writes to it; rejects when that cannot be done. Creates no file: it would
 * belong to whoever examines the set-up, who may not be the one that runs the agent.
 */
export const probeJournal = async (location: string, binding: JournalBinding): Promise<JournalProbe> => {
  if (isFile(location) && !fs.existsSync(location)) {
    requireCreatable(location)
    return 'new'
  }
  const standby = new AbortController()
  try {
    const journal = await openJournal(location, binding, { signal: standby.signal, onStandby: () => standby.abort() })
    try {
      await journal.probe()
    } finally {
      await journal.close()
    }
    return 'free'
  } catch (error) {
    if (!standby.signal.aborted && !isBusy(error)) throw error
    const reader = await readJournal(location, binding)
    await reader.close()
    return 'inUse'
  }
}
