import { type Hex, hexToBytes } from 'viem'
import { VaultError } from './vaultError.ts'

const LOWER_CASE_HEX = /^0x[0-9a-f]*$/

/**
 * Bytes from lower-case hex, of exactly so many bytes where `length` is given. viem's own reader takes upper case, completes
 * an odd number of digits and skips the first two characters unseen: one value would have many spellings, and could be told
 * apart by comparison where it must not.
 *
 * @throws VaultError for anything else.
 */
export const decodeHex = (hex: Hex, length?: number): Uint8Array => {
  if (hex.length % 2 !== 0 || !LOWER_CASE_HEX.test(hex)) throw new VaultError('bytes are not in lower-case hex')
  const bytes = hexToBytes(hex)
  if (length !== undefined && bytes.length !== length) {
    throw new VaultError(`${bytes.length} bytes are given where ${length} are needed`)
  }
  return bytes
}
