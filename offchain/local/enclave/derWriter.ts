import { concatBytes, hexToBytes, stringToBytes } from 'viem'

// DER by hand: every function returns bytes and checks nothing, so that a malformed structure is as easy to write as a
// sound one. Times are Unix seconds.

const FIRST_LONG_LENGTH = 0x80

const lengthBytes = (length: number): number[] => {
  if (length < FIRST_LONG_LENGTH) return [length]
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
}

/** Tag, length and contents of one element, of at most 65,535 bytes. */
export const element = (tag: number, ...contents: readonly Uint8Array[]): Uint8Array => {
  const content = concatBytes(contents)
  return concatBytes([Uint8Array.of(tag, ...lengthBytes(content.length)), content])
}

export const sequence = (...members: readonly Uint8Array[]): Uint8Array => element(0x30, ...members)

export const set = (...members: readonly Uint8Array[]): Uint8Array => element(0x31, ...members)

/** Context-specific and constructed: `[number]`. */
export const explicit = (number: number, ...contents: readonly Uint8Array[]): Uint8Array =>
  element(0xa0 | number, ...contents)

/** Context-specific and primitive: `[number] IMPLICIT`. */
export const implicit = (number: number, content: Uint8Array): Uint8Array => element(0x80 | number, content)

/** A non-negative INTEGER, minimally encoded. */
export const integer = (value: bigint | number): Uint8Array => {
  const digits = value.toString(16)
  const bytes = hexToBytes(digits.length % 2 === 0 ? `0x${digits}` : `0x0${digits}`)
  // A first bit that is set would be a sign.
  return (bytes[0] ?? 0) < 0x80 ? element(0x02, bytes) : element(0x02, Uint8Array.of(0), bytes)
}

export const enumerated = (value: number): Uint8Array => element(0x0a, Uint8Array.of(value))

export const boolean = (value: boolean): Uint8Array => element(0x01, Uint8Array.of(value ? 0xff : 0))

export const octetString = (...contents: readonly Uint8Array[]): Uint8Array => element(0x04, ...contents)

export const bitString = (content: Uint8Array, unusedBits = 0): Uint8Array =>
  element(0x03, Uint8Array.of(unusedBits), content)

export const utf8String = (text: string): Uint8Array => element(0x0c, stringToBytes(text))

export const printableString = (text: string): Uint8Array => element(0x13, stringToBytes(text))

/** An OBJECT IDENTIFIER from its dotted form. */
export const objectIdentifier = (dotted: string): Uint8Array => {
  const [first = 0, second = 0, ...arcs] = dotted.split('.').map(Number)
  const bytes = arcs.flatMap((arc) => {
    const base128 = [arc & 0x7f]
    for (let rest = arc >> 7; rest > 0; rest >>= 7) base128.unshift((rest & 0x7f) | 0x80)
    return base128
  })
  return element(0x06, Uint8Array.of(first * 40 + second, ...bytes))
}

/** `YYYYMMDDhhmmssZ` */
const zuluDigits = (at: number): string => new Date(at * 1_000).toISOString().replaceAll(/\.\d+|[-:T]/g, '')

export const utcTime = (at: number): Uint8Array => element(0x17, stringToBytes(zuluDigits(at).slice(2)))

export const generalizedTime = (at: number): Uint8Array => element(0x18, stringToBytes(zuluDigits(at)))

/** UTCTime up to the end of 2049, GeneralizedTime after it, as RFC 5280 wants. */
export const time = (at: number): Uint8Array => (at < Date.UTC(2050) / 1_000 ? utcTime(at) : generalizedTime(at))
