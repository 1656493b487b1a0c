import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'

/** Puts what `write` writes at `folder`, in place of what is there: completely or, if `write` throws, not at all. */
export const writeFolder = async (folder: string, write: (temporary: string) => Promise<void>): Promise<void> => {
  const temporary = `${folder}.${process.pid}.${randomBytes(4).toString('hex')}`
  await fs.mkdir(path.dirname(folder), { recursive: true })
  await fs.mkdir(temporary)
  try {
    await write(temporary)
    await fs.rm(folder, { recursive: true, force: true })
    await fs.rename(temporary, folder).catch((error: NodeJS.ErrnoException) => {
      // Somebody who wrote the same was faster.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } finally {
    await fs.rm(temporary, { recursive: true, force: true })
  }
}
