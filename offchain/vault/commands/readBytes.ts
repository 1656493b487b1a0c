import { createReadStream, statSync } from 'node:fs'
import { KitError } from '../../errors.ts'

/** Bytes of a file, or of standard input for `-`; never more than `most`. */
export const readBytes = async (file: string, most: number): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of file === '-' ? process.stdin : createReadStream(file)) {
      chunks.push(chunk)
      length += chunk.length
      if (length > most) throw new KitError(`${file} has more than ${most} bytes`)
    }
  } catch (error) {
    if (error instanceof KitError) throw error
    throw new KitError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
  if (length === 0) throw new KitError(`${file} is empty`)
  return new Uint8Array(Buffer.concat(chunks))
}

/** The same for what nobody else may know: a file that others can read is refused. */
export const readSecretBytes = async (file: string, most: number): Promise<Uint8Array> => {
  const mode = file === '-' || process.platform === 'win32' ? 0 : statSync(file, { throwIfNoEntry: false })?.mode
  if (((mode ?? 0) & 0o077) !== 0) throw new KitError(`${file} can be read by others; run: chmod 600 ${file}`)
  return readBytes(file, most)
}
