import { UnreadableError } from './unreadableError.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

const DIGITS = new Map([...ALPHABET].map((letter, value) => [letter, value]))

/**
 * Strict base64 (RFC 4648, sections 3.5 and 4): whole groups of four, padding at the end only, unused bits zero. So every
 * text has one meaning and every meaning one text. `atob` accepts spaces, missing padding and stray bits.
 */
export const decodeBase64 = (text: string, name: string): Uint8Array => {
  if (text.length % 4 !== 0) throw new UnreadableError(`${name}: ${text.length} base64 digits, wanted a multiple of 4`)
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const digits = text.length - padding
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  let bits = 0
  let held = 0
  let written = 0
  for (let at = 0; at < digits; at += 1) {
    const value = DIGITS.get(text.charAt(at))
    if (value === undefined) throw new UnreadableError(`${name}: base64 digit ${at} is none`)
    held = ((held & 0x3f) << 6) | value
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[written] = (held >> bits) & 0xff
    written += 1
  }
  if (held & ((1 << bits) - 1))
    throw new UnreadableError(`${name}: the unused bits of the last base64 digit are not zero`)
  return bytes
}
