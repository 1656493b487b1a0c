import fs from 'node:fs'
import { readSecretFile } from '../../config/readSecretFile.ts'
import { KitError } from '../../errors.ts'

/** A certificate. */
export const readCertificateFile = (file: string, setting: string): string => {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch (error) {
    throw new KitError(`${setting} ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}

/** A key: refused when others can read it. */
export const readKeyFile = (file: string, setting: string): string => {
  const read = readSecretFile(file)
  if ('problem' in read) throw new KitError(`${setting}: ${read.problem}`)
  return read.text
}
