import { open } from 'node:fs/promises'
import { KitError } from '../../errors.ts'
import { decryptKeystore, type Keystore, keystoreSchema } from './decryptKeystore.ts'
import { localKeySigner } from './localKeySigner.ts'
import type { Signer } from './signer.ts'

/** The text of a file that only its owner may read. */
const readPrivateFile = async (file: string): Promise<string> => {
  const handle = await open(file, 'r').catch((cause: unknown) => {
    throw new KitError(`the keystore ${file} cannot be opened`, { cause })
  })
  try {
    const { mode } = await handle.stat()
    if ((mode & 0o077) !== 0) throw new KitError(`${file} can be read by others; run: chmod 600 ${file}`)
    return await handle.readFile('utf8')
  } finally {
    await handle.close()
  }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const parseKeystore = (file: string, text: string): Keystore => {
  const parsed = keystoreSchema.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  // Which field, never what it holds, and no cause: the file may be a bare private key.
  const field = parsed.error.issues[0]?.path.join('.')
  throw new KitError(`${file} is not a keystore of version 3${field ? ` that we can read: see its ${field}` : ''}`)
}

export type KeystoreSignerParameters = {
  /** A version 3 keystore, as `cast wallet import` and geth write it. */
  file: string
  passphrase: string
}

/** Signs with a key that lies encrypted on the disk, and is decrypted once, at the start. */
export const keystoreSigner = async ({ file, passphrase }: KeystoreSignerParameters): Promise<Signer> => {
  const keystore = parseKeystore(file, await readPrivateFile(file))
  const privateKey = await decryptKeystore(keystore, passphrase)
  if (!privateKey) throw new KitError(`the passphrase does not open ${file}`)
  return { ...localKeySigner(privateKey), kind: 'keystore' }
}
