import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'

/** Lends `use` a folder that only its owner can read, and removes it whatever happens. */
export const withTemporaryFolder = async <Result>(use: (folder: string) => Promise<Result>): Promise<Result> => {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'circuits-'))
  try {
    return await use(folder)
  } finally {
    await fs.rm(folder, { recursive: true, force: true })
  }
}
