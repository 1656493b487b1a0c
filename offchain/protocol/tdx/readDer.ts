import { UnreadableError } from './unreadableError.ts'

/** Where an element's content begins and ends. */
export type DerElement = { tag: number; start: number; stop: number }

export const DER = { INTEGER: 0x02, BIT_STRING: 0x03, SEQUENCE: 0x30, UTC_TIME: 0x17, GENERALIZED_TIME: 0x18 } as const

/** The element at `at` inside a parent that ends at `end`: definite, minimal lengths, as src/libraries/Der.sol. */
export const readDer = (der: Uint8Array, at: number, end: number, name: string, wanted?: number): DerElement => {
  const byteAt = (offset: number): number => {
    const byte = offset < end ? der[offset] : undefined
    if (byte === undefined) throw new UnreadableError(`${name}: the DER element at ${at} is cut off`)
    return byte
  }
  const tag = byteAt(at)
  if (wanted !== undefined && tag !== wanted) {
    throw new UnreadableError(`${name}: DER tag 0x${tag.toString(16)} at ${at}, wanted 0x${wanted.toString(16)}`)
  }
  let length = byteAt(at + 1)
  let start = at + 2
  if (length >= 0x80) {
    const count = length & 0x7f
    if (count !== 1 && count !== 2) throw new UnreadableError(`${name}: DER length at ${at} is not in one or two bytes`)
    length = count === 1 ? byteAt(at + 2) : byteAt(at + 2) * 256 + byteAt(at + 3)
    if (length < (count === 1 ? 0x80 : 0x100)) throw new UnreadableError(`${name}: DER length at ${at} is not minimal`)
    start += count
  }
  if (start + length > end) throw new UnreadableError(`${name}: the DER element at ${at} is cut off`)
  return { tag, start, stop: start + length }
}
