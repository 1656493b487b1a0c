import type { Hex } from 'viem'
import { readSecretFile } from '../../config/readSecretFile.ts'
import { KitError } from '../../errors.ts'

const NAME = 'MAKER_ACCOUNT_KEY'
const KEY = /^0x[0-9a-fA-F]{64}$/

const readFile = (file: string): string => {
  const read = readSecretFile(file)
  if ('problem' in read) throw new KitError(`${NAME}_FILE: ${read.problem}`)
  return read.text
}

/** The key of the account that owns the slot, from MAKER_ACCOUNT_KEY or the file of MAKER_ACCOUNT_KEY_FILE. */
export const readAccountKey = (environment: NodeJS.ProcessEnv): Hex => {
  const { [NAME]: value, [`${NAME}_FILE`]: file } = environment
  if (value && file) throw new KitError(`${NAME} and ${NAME}_FILE are both set; unset one`)
  const key = file ? readFile(file) : value
  if (!key) throw new KitError(`set ${NAME}, or ${NAME}_FILE to a file of mode 600 that holds the key`)
  // Never the value: it is a secret even when it is malformed.
  if (!KEY.test(key)) throw new KitError(`${NAME} must be 0x and 64 hex digits`)
  return key as Hex
}
