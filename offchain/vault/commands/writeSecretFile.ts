import fs from 'node:fs'
import { KitError } from '../../errors.ts'

/** Writes a secret that only its owner can read. Never over a file that is there: it may hold the only copy of another. */
export const writeSecretFile = (file: string, text: string): void => {
  try {
    const handle = fs.openSync(file, 'wx', 0o600)
    try {
      fs.writeSync(handle, `${text}\n`)
      fs.fsyncSync(handle)
    } finally {
      fs.closeSync(handle)
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST')
      throw new KitError(`${file} is there already and is not overwritten; move it away or name another`)
    throw new KitError(`${file} cannot be written (${code})`)
  }
}
