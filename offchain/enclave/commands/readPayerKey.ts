import fs from 'node:fs'
import type { Hex } from 'viem'
import { KitError } from '../../errors.ts'

const NAME = 'ENCLAVE_PAYER_KEY'
const KEY = /^0x[0-9a-fA-F]{64}$/

const readFile = (file: string): string => {
  try {
    // Mode bits only mean something where the system keeps them.
    if (process.platform !== 'win32' && (fs.statSync(file).mode & 0o077) !== 0) {
      throw new KitError(`${NAME}_FILE ${file} can be read by others; run: chmod 600 ${file}`)
    }
    return fs.readFileSync(file, 'utf8').trim()
  } catch (error) {
    if (error instanceof KitError) throw error
    throw new KitError(`${NAME}_FILE ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}

/** The key of the account that pays for registrations and collateral, from ENCLAVE_PAYER_KEY or the file of ENCLAVE_PAYER_KEY_FILE. */
export const readPayerKey = (environment: NodeJS.ProcessEnv): Hex => {
  const { [NAME]: value, [`${NAME}_FILE`]: file } = environment
  if (value && file) throw new KitError(`${NAME} and ${NAME}_FILE are both set; unset one`)
  const key = file ? readFile(file) : value
  if (!key) throw new KitError(`set ${NAME}, or ${NAME}_FILE to a file of mode 600 that holds the key`)
  // Never the value: it is a secret even when it is malformed.
  if (!KEY.test(key)) throw new KitError(`${NAME} must be 0x and 64 hex digits`)
  return key as Hex
}
