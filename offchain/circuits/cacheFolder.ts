import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'

export type CacheFolderParameters<T> = {
  /** Throws where the folder is missing or damaged. */
  read: (folder: string) => Promise<T>
  write: (temporary: string) => Promise<void>
}

/** Puts what `write` writes at `folder`, completely or not at all; if something is there already, that stays. */
const writeOnce = async (folder: string, write: (temporary: string) => Promise<void>): Promise<void> => {
  const temporary = `${folder}.${process.pid}.${randomBytes(4).toString('hex')}`
  await fs.mkdir(path.dirname(folder), { recursive: true })
  await fs.mkdir(temporary)
  try {
    await write(temporary)
    await fs.rename(temporary, folder).catch((error: NodeJS.ErrnoException) => {
      // Somebody who wrote the same was faster, and may be reading it.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } finally {
    await fs.rm(temporary, { recursive: true, force: true })
  }
}

/** What a folder holds; made once, by whoever comes first, and again where it was damaged. */
export const cacheFolder = async <T>(folder: string, { read, write }: CacheFolderParameters<T>): Promise<T> => {
  const isThere = await fs.stat(folder).then(
    () => true,
    () => false,
  )
  const cached = await read(folder).catch(() => undefined)
  if (cached !== undefined) return cached
  // Only if it was there before it was read: else what is there now is somebody's who was faster.
  if (isThere) await fs.rm(folder, { recursive: true, force: true })
  await writeOnce(folder, write)
  return read(folder)
}
