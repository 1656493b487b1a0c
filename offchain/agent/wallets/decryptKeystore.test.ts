import { createCipheriv } from 'node:crypto'
import { scrypt } from '@noble/hashes/scrypt.js'
import { concat, keccak256 } from 'viem'
import { describe, expect, it } from 'vitest'
import { decryptKeystore, keystoreSchema } from './decryptKeystore.ts'

/** The test vector in the definition of the format. */
const PBKDF2 = {
  version: 3,
  id: '3198bc9c-6672-5ab3-d995-4942343ae5b6',
  crypto: {
    cipher: 'aes-128-ctr',
    cipherparams: { iv: '6087dab2f9fdbbfaddc31a909735c1e6' },
    ciphertext: '5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46',
    kdf: 'pbkdf2',
    kdfparams: {
      c: 262144,
      dklen: 32,
      prf: 'hmac-sha256',
      salt: 'ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd',
    },
    mac: '517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2',
  },
}
const PASSPHRASE = 'testpassword'
const SECRET = '0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d'

/** The same secret in a keystore with scrypt, derived by another implementation than the one under test. */
const encryptWithScrypt = (n: number, r: number, p: number) => {
  const [salt, iv] = [Buffer.alloc(32, 7), Buffer.alloc(16, 9)]
  const derived = scrypt(PASSPHRASE, salt, { N: n, r, p, dkLen: 32 })
  const ciphertext = createCipheriv('aes-128-ctr', derived.subarray(0, 16), iv).update(SECRET.slice(2), 'hex')
  return {
    version: 3,
    crypto: {
      cipher: 'aes-128-ctr',
      cipherparams: { iv: iv.toString('hex') },
      ciphertext: ciphertext.toString('hex'),
      kdf: 'scrypt',
      kdfparams: { dklen: 32, n, r, p, salt: salt.toString('hex') },
      mac: keccak256(concat([derived.subarray(16), ciphertext])).slice(2),
    },
  }
}
const SCRYPT = encryptWithScrypt(1024, 8, 1)

const withCrypto = (change: object) => ({ ...SCRYPT, crypto: { ...SCRYPT.crypto, ...change } })
const withParameters = (change: object) => withCrypto({ kdfparams: { ...SCRYPT.crypto.kdfparams, ...change } })

describe('decryptKeystore', () => {
  it('reads the test vector of pbkdf2', async () => {
    expect(await decryptKeystore(keystoreSchema.parse(PBKDF2), PASSPHRASE)).toBe(SECRET)
  })

  it.each([
    [1024, 8, 1],
    [2, 8, 1],
    [32_768, 1, 8],
    // 64 MiB: more than Node takes unless told.
    [65_536, 8, 1],
  ])('reads what scrypt encrypted with n = %i, r = %i, p = %i', async (n, r, p) => {
    expect(await decryptKeystore(keystoreSchema.parse(encryptWithScrypt(n, r, p)), PASSPHRASE)).toBe(SECRET)
  })

  it.each([
    ['another passphrase', SCRYPT, 'testpassworD'],
    ['no passphrase', SCRYPT, ''],
    ['another ciphertext', withCrypto({ ciphertext: PBKDF2.crypto.ciphertext }), PASSPHRASE],
    ['another checksum', withCrypto({ mac: PBKDF2.crypto.mac }), PASSPHRASE],
    ['another salt', withParameters({ salt: 'ab' }), PASSPHRASE],
    ['another block size', withParameters({ r: 2 }), PASSPHRASE],
  ])('gives no key to %s', async (_what, keystore, passphrase) => {
    expect(await decryptKeystore(keystoreSchema.parse(keystore), passphrase)).toBeUndefined()
  })
})

describe('keystoreSchema', () => {
  it.each([
    ['version', { ...SCRYPT, version: 1 }],
    ['crypto.cipher', withCrypto({ cipher: 'aes-128-cbc' })],
    ['crypto.cipherparams.iv', withCrypto({ cipherparams: { iv: '83db' } })],
    ['crypto.ciphertext', withCrypto({ ciphertext: '00' })],
    ['crypto.mac', withCrypto({ mac: '0x' })],
    ['crypto.kdf', withCrypto({ kdf: 'argon2id' })],
    ['crypto.kdfparams.n', withParameters({ n: 2 ** 20, r: 8 })],
    ['crypto.kdfparams.n', withParameters({ n: 1000 })],
    ['crypto.kdfparams.n', withParameters({ n: 2 ** 16, r: 1 })],
    ['crypto.kdfparams.r', withParameters({ r: 0 })],
    ['crypto.kdfparams.p', withParameters({ p: 1.5 })],
    ['crypto.kdfparams.dklen', withParameters({ dklen: 16 })],
    ['crypto.kdfparams.salt', withParameters({ salt: 'xyz' })],
    ['crypto', { version: 3 }],
  ])('refuses an unknown or hostile %s', (field, keystore) => {
    const parsed = keystoreSchema.safeParse(keystore)
    expect(parsed.error?.issues.map(({ path }) => path.join('.'))).toContain(field)
  })
})
