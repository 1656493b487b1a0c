import fs from 'node:fs/promises'
import path from 'node:path'
import type { Channel } from './createRecorder.ts'

const READ_BYTES = 1 << 20

export type RecordFilesParameters = {
  /** A folder, with all that is below it, or a file. */
  from: string
  /** Files that hold keys and may: they are left out. Asked with the path below `from`, or the file's name. */
  isKeyStore: (relative: string) => boolean
}

const recordFile = async (channel: Channel, file: string): Promise<void> => {
  const stream = channel.open(file)
  const handle = await fs.open(file, 'r')
  try {
    const buffer = Buffer.alloc(READ_BYTES)
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, READ_BYTES)
      if (bytesRead === 0) break
      stream.append(buffer.subarray(0, bytesRead))
    }
  } finally {
    await handle.close()
    stream.close()
  }
}

/** Records files as they lie on the disk, journals of databases and their write-ahead logs included; says which. */
export const recordFiles = async (channel: Channel, { from, isKeyStore }: RecordFilesParameters): Promise<string[]> => {
  const isFolder = (await fs.stat(from)).isDirectory()
  const entries = isFolder ? await fs.readdir(from, { recursive: true, withFileTypes: true }) : []
  const files = isFolder
    ? entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
    : [from]
  const open = files.filter((file) => !isKeyStore(isFolder ? path.relative(from, file) : path.basename(file)))
  for (const file of open) await recordFile(channel, file)
  return open
}
