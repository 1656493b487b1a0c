import { secp256k1 } from '@noble/curves/secp256k1.js'
import { type Hex, hexToBytes } from 'viem'
import { readSecretFile } from '../../config/readSecretFile.ts'
import { KitError } from '../../errors.ts'

export type SecretKeyName = 'VAULT_IDENTITY_KEY' | 'VAULT_STORAGE_KEY' | 'VAULT_OPERATOR_KEY'

const KEY = /^0x[0-9a-fA-F]{64}$/

const readText = (environment: NodeJS.ProcessEnv, name: SecretKeyName): string => {
  const { [name]: value, [`${name}_FILE`]: file } = environment
  if (value && file) throw new KitError(`${name} and ${name}_FILE are both set; unset one`)
  if (value) return value
  if (!file) throw new KitError(`set ${name}_FILE to a file of mode 600 that holds the key, or ${name}`)
  const read = readSecretFile(file)
  if ('problem' in read) throw new KitError(`${name}_FILE: ${read.problem}`)
  return read.text
}

/** A key of 32 bytes from its setting, or from the file of its `_FILE` setting. */
export const readSecretKey = (environment: NodeJS.ProcessEnv, name: SecretKeyName): Uint8Array => {
  const text = readText(environment, name)
  // Never the value: it is a secret even when it is malformed.
  if (!KEY.test(text)) throw new KitError(`${name} must be 0x and 64 hex digits`)
  const key = hexToBytes(text as Hex)
  if (!secp256k1.utils.isValidSecretKey(key)) throw new KitError(`${name} is not a key of secp256k1; make another one`)
  return key
}
