import { createDecipheriv, pbkdf2, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { bytesToHex, concat, type Hex, keccak256 } from 'viem'
import { z } from 'zod'

const hex = (bytes: number) => z.string().regex(new RegExp(`^([0-9a-f]{2}){${bytes}}$`, 'i'))
const salt = z.string().regex(/^([0-9a-f]{2}){1,64}$/i)
const count = (most: number) => z.number().int().min(1).max(most)

/** What a file can make us take, in bytes. Writers take 256 MiB at most (n = 2^18, r = 8). */
const MAX_SCRYPT_MEMORY = 2 ** 30

const scryptParameters = z
  .object({
    n: count(2 ** 20).refine((n) => Number.isInteger(Math.log2(n)), 'must be a power of two'),
    r: count(16),
    p: count(16),
    dklen: z.literal(32),
    salt,
  })
  .refine(({ n, r, p }) => 128 * r * (n + p) <= MAX_SCRYPT_MEMORY, { path: ['n'], message: 'takes too much memory' })
  // RFC 7914, and so Node. geth and Foundry write r = 8.
  .refine(({ n, r }) => n < 2 ** (16 * r), { path: ['n'], message: 'is too large for r' })
const pbkdf2Parameters = z.object({ c: count(10_000_000), prf: z.literal('hmac-sha256'), dklen: z.literal(32), salt })

/** Version 3 of the format that geth and Foundry write (Web3 Secret Storage). */
export const keystoreSchema = z.object({
  version: z.literal(3),
  crypto: z
    .object({
      cipher: z.literal('aes-128-ctr'),
      cipherparams: z.object({ iv: hex(16) }),
      ciphertext: hex(32),
      mac: hex(32),
    })
    .and(
      z.discriminatedUnion('kdf', [
        z.object({ kdf: z.literal('scrypt'), kdfparams: scryptParameters }),
        z.object({ kdf: z.literal('pbkdf2'), kdfparams: pbkdf2Parameters }),
      ]),
    ),
})

export type Keystore = z.infer<typeof keystoreSchema>

const pbkdf2Async = promisify(pbkdf2)
const scryptAsync = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)

const deriveKey = ({ crypto }: Keystore, passphrase: string): Promise<Buffer> => {
  const salted = Buffer.from(crypto.kdfparams.salt, 'hex')
  if (crypto.kdf === 'pbkdf2') return pbkdf2Async(passphrase, salted, crypto.kdfparams.c, 32, 'sha256')
  const { n: N, r, p } = crypto.kdfparams
  // Node stops at 32 MiB unless told; what the schema lets pass and OpenSSL's own rows fit in twice the bound.
  return scryptAsync(passphrase, salted, 32, { N, r, p, maxmem: 2 * MAX_SCRYPT_MEMORY })
}

/** The private key in a keystore; undefined when the passphrase is not the one that it was written with. */
export const decryptKeystore = async (keystore: Keystore, passphrase: string): Promise<Hex | undefined> => {
  const { ciphertext, mac, cipherparams } = keystore.crypto
  const derived = await deriveKey(keystore, passphrase)
  const encrypted = Buffer.from(ciphertext, 'hex')
  const expected = keccak256(concat([derived.subarray(16, 32), encrypted]), 'bytes')
  if (!timingSafeEqual(expected, Buffer.from(mac, 'hex'))) return undefined
  const decipher = createDecipheriv('aes-128-ctr', derived.subarray(0, 16), Buffer.from(cipherparams.iv, 'hex'))
  return bytesToHex(Buffer.concat([decipher.update(encrypted), decipher.final()]))
}
