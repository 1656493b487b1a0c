import { createLeakSearch } from './createLeakSearch.ts'
import type { PublicBytes } from './searchLeaks.ts'
import { type SecretNumber, WORD_BYTES } from './secretPatterns.ts'
import { type WrittenSecret, writeSecret } from './writeSecret.ts'

/** Real bytes around each planted secret: thousands are searched one by one. */
const COVER_BYTES = 512

/** Puts a secret into the middle of real bytes, a word on a word's place. */
const plant = ({ where, bytes, head }: PublicBytes, written: WrittenSecret): PublicBytes => {
  const middle = Math.floor((bytes.length - head) / 2)
  const at = written.isWord ? head + middle - (middle % WORD_BYTES) : head + middle
  const behind = bytes.subarray(Math.min(at + written.bytes.length, bytes.length))
  return { where, head, bytes: Uint8Array.from([...bytes.subarray(0, at), ...written.bytes, ...behind]) }
}

/** The positive control: hides each secret in each encoding in real bytes, one at a time, and counts what is found. */
export const searchPlanted = (
  cover: PublicBytes,
  secrets: readonly SecretNumber[],
): { planted: number; found: number } => {
  const search = createLeakSearch(secrets)
  const short = { ...cover, bytes: cover.bytes.subarray(0, cover.head + COVER_BYTES) }
  const outcomes = secrets.flatMap(writeSecret).map((written) => {
    const { bytes, head } = plant(short, written)
    const { hits } = search.find({ bytes, head, isStart: true, isEnd: true })
    return hits.some(({ name, encoding }) => name === written.name && encoding === written.encoding)
  })
  return { planted: outcomes.length, found: outcomes.filter(Boolean).length }
}
