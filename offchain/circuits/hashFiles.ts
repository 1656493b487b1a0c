import { createHash } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'

/** SHA-256 of every file below a folder, by its path there with slashes, in the order of the paths. */
export const hashFiles = async (folder: string): Promise<Record<string, string>> => {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort()
  const hashes: Record<string, string> = {}
  for (const file of files) {
    hashes[file] = createHash('sha256')
      .update(await fs.readFile(path.join(folder, file)))
      .digest('hex')
  }
  return hashes
}
