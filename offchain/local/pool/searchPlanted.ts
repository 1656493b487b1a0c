import { type PublicBytes, searchLeaks } from './searchLeaks.ts'
import { type SecretNumber, type SecretPattern, secretPatterns, WORD_BYTES } from './secretPatterns.ts'

/** Puts a pattern into the middle of real bytes, a word on a word's place. */
const plant = ({ where, bytes, head }: PublicBytes, pattern: SecretPattern): PublicBytes => {
  const middle = Math.floor((bytes.length - head) / 2)
  const at = pattern.isWord ? head + middle - (middle % WORD_BYTES) : head + middle
  const planted = Uint8Array.from(bytes)
  if (at + pattern.bytes.length > planted.length) {
    return { where, head, bytes: Uint8Array.from([...bytes.subarray(0, at), ...pattern.bytes]) }
  }
  planted.set(pattern.bytes, at)
  return { where, head, bytes: planted }
}

/** The positive control: hides each secret in each encoding in real bytes, one at a time, and counts what is found. */
export const searchPlanted = (
  cover: PublicBytes,
  secrets: readonly SecretNumber[],
): { planted: number; found: number } => {
  const outcomes = secrets.flatMap((secret) =>
    secretPatterns(secret).map((pattern) =>
      searchLeaks([plant(cover, pattern)], [secret]).some(({ encoding }) => encoding === pattern.encoding),
    ),
  )
  return { planted: outcomes.length, found: outcomes.filter(Boolean).length }
}
