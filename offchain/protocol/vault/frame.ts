import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { numberToBytes } from 'viem'
import { VaultError } from './vaultError.ts'

/** A part of a message; text is UTF-8, a number is whole and written in decimal. */
export type Part = Uint8Array | string | number

const LENGTH_BYTES = 4

const encodePart = (part: Part): Uint8Array => {
  if (part instanceof Uint8Array) return part
  if (typeof part === 'number' && !(Number.isSafeInteger(part) && part >= 0)) {
    throw new VaultError(`${part} is not a whole number from zero`)
  }
  return utf8ToBytes(String(part))
}

/**
 * Each part behind its length in 4 bytes, big-endian: two different lists of bytes never give the same bytes. What kind of
 * part is where, the purpose of a message decides.
 */
export const frame = (parts: readonly Part[]): Uint8Array =>
  concatBytes(
    ...parts.flatMap((part) => {
      const bytes = encodePart(part)
      return [numberToBytes(bytes.length, { size: LENGTH_BYTES }), bytes]
    }),
  )

/** SHA-256 of the framed parts; `purpose` keeps the protocol's messages apart. */
export const hashParts = (purpose: string, parts: readonly Part[]): Uint8Array =>
  sha256(frame([`self-healing-reserve/vault/${purpose}/v1`, ...parts]))
