import { isIP } from 'node:net'
import { getAddress, type Hex, isAddress } from 'viem'
import { z } from 'zod'

/** Splits `a, b` into its parts; a list from the settings file comes as one already. */
const parts = (value: string | readonly string[]): string[] =>
  (typeof value === 'string' ? value.split(',') : [...value]).map((part) => part.trim()).filter((part) => part !== '')

const isUrlOf = (value: string, protocols: readonly string[]): boolean =>
  URL.canParse(value) && protocols.includes(new URL(value).protocol)

/** An address, checksummed on the way in. */
export const address = z
  .string()
  .refine((value) => isAddress(value, { strict: false }), 'must be an address (0x and 40 hex digits)')
  .transform((value) => getAddress(value))

/** A count, milliseconds or Unix seconds: a number. */
export const wholeNumber = ({ min = 0, max = 999_999_999_999 }: { min?: number; max?: number } = {}) =>
  z
    .string()
    .refine(
      (value) => /^\d{1,12}$/.test(value) && Number(value) >= min && Number(value) <= max,
      `must be a whole number from ${min} to ${max}`,
    )
    .transform(Number)

/** A height or a range of blocks: a bigint. */
export const blocks = ({ min = 0n }: { min?: bigint } = {}) =>
  z
    .string()
    .refine((value) => /^\d{1,15}$/.test(value) && BigInt(value) >= min, `must be a whole number, at least ${min}`)
    .transform(BigInt)

/** How deep a fact must lie: blocks on top of it, or what the chain calls final. */
export const depth = z
  .string()
  .refine((value) => value === 'finalized' || /^\d{1,6}$/.test(value), 'must be a number of blocks or "finalized"')
  .transform((value) => (value === 'finalized' ? value : BigInt(value)))

/** An exact amount in its named unit, kept as text until the token's decimals are known: `parseUnits` reads it. */
export const decimal = (places: number) =>
  z.string().regex(new RegExp(`^\\d{1,18}(\\.\\d{1,${places}})?$`), `must be an amount with at most ${places} decimals`)

/** True or false, and no other spelling of either. */
export const flag = z
  .enum(['true', 'false'], { message: 'must be true or false' })
  .transform((value) => value === 'true')

/** One of a few words. */
export const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, { message: `must be one of ${words.join(', ')}` })

/** Text that is not empty: a file, a host, an account. */
export const text = z.string().min(1, 'must not be empty')

/** RPC endpoints. The same one twice would agree with itself. */
export const endpoints = z
  .union([z.string(), z.array(z.string())], { message: 'must be URLs, separated by commas' })
  .transform(parts)
  .refine((urls) => urls.length > 0 && urls.every((url) => isUrlOf(url, ['http:', 'https:'])), 'must be http(s) URLs')
  .refine(
    (urls) => new Set(urls).size === urls.length,
    'names one endpoint twice; its agreement with itself is no quorum',
  )

/** One RPC endpoint. */
export const endpoint = z.string().refine((value) => isUrlOf(value, ['http:', 'https:']), 'must be an http(s) URL')

/** E-mail addresses. */
export const recipients = z
  .union([z.string(), z.array(z.string())], { message: 'must be e-mail addresses, separated by commas' })
  .transform(parts)
  .refine((all) => all.length > 0 && all.every((one) => /^[^\s@]+@[^\s@]+$/.test(one)), 'must be e-mail addresses')

/** A TCP port, or nothing listens. */
export const portOrOff = z
  .string()
  .refine((value) => value === 'off' || (/^\d{1,5}$/.test(value) && Number(value) <= 65_535), 'must be a port or "off"')
  .transform((value) => (value === 'off' ? value : Number(value)))

/** An address to listen on. */
export const ipAddress = z.string().refine((value) => isIP(value) !== 0, 'must be an IP address')

/** A 32-byte key. */
export const key32 = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/, 'must be 0x and 64 hex digits')
  .transform((value) => value as Hex)

/** A compressed point of secp256k1, such as a vault's master key. */
export const compressedPoint = z
  .string()
  .regex(/^0x0[23][0-9a-fA-F]{64}$/, 'must be a compressed point (0x02 or 0x03 and 64 hex digits)')
  .transform((value) => value.toLowerCase() as Hex)

/** A URL that messages go to; plain http only to this machine, and no login in it. */
export const webhook = z
  .string()
  .refine((value) => !URL.canParse(value) || new URL(value).username === '', 'must not hold a login')
  .refine(
    (value) => isUrlOf(value, ['https:']) || (isUrlOf(value, ['http:']) && new URL(value).hostname === '127.0.0.1'),
    'must be an https URL',
  )

const isPlainUrl = (value: string): boolean => {
  const { username, password, search, hash } = new URL(value)
  return `${username}${password}${search}${hash}` === ''
}

/** A URL without anything that could be a secret, or a path. */
export const urlOrPath = text
  .refine(
    (value) => !/^\w+:\/\//.test(value) || isUrlOf(value, ['http:', 'https:']),
    'must be an http(s) URL or a path',
  )
  .refine(
    (value) => !isUrlOf(value, ['http:', 'https:']) || isPlainUrl(value),
    'must not hold a login, a query or a fragment',
  )

/** Platform families as Intel names them. */
export const fmspcs = z
  .union([z.string(), z.array(z.string())], { message: 'must be FMSPCs, separated by commas' })
  .transform((value) => parts(value).map((part) => part.toLowerCase()))
  .refine((all) => all.length > 0 && all.every((one) => /^[0-9a-f]{12}$/.test(one)), 'must be 12 hex digits each')
  .transform((all) => [...new Set(all)].map((one): Hex => `0x${one}`))

/** Where PostgreSQL is. */
export const postgresUrl = z
  .string()
  .refine((value) => isUrlOf(value, ['postgres:', 'postgresql:']), 'must be a postgres:// URL')
