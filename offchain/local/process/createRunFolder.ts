import fs from 'node:fs/promises'
import path from 'node:path'
import type { Shutdown } from './createShutdown.ts'
import { isAlive } from './isAlive.ts'

const PREFIX = 'run-'

/** Removes what processes left behind that were killed before they could clean up. */
const sweep = async (parent: string): Promise<void> => {
  for (const name of await fs.readdir(parent)) {
    const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length)) : Number.NaN
    if (Number.isInteger(pid) && !isAlive(pid)) await fs.rm(path.join(parent, name), { recursive: true, force: true })
  }
}

/** A folder for this process's files below `parent`, readable by its owner only; gone after the shutdown. */
export const createRunFolder = async (parent: string, shutdown: Shutdown): Promise<string> => {
  await fs.mkdir(parent, { recursive: true })
  await sweep(parent)
  const folder = path.join(parent, `${PREFIX}${process.pid}`)
  await fs.mkdir(folder, { recursive: true, mode: 0o700 })
  shutdown.onShutdown('run folder', () => fs.rm(folder, { recursive: true, force: true }))
  return folder
}
