import { type SecretNumber, type SecretPattern, secretPatterns, WORD_BYTES } from './secretPatterns.ts'

/** Bytes that the public saw, such as a transaction's calldata. `head` bytes come before the first 32-byte word. */
export type PublicBytes = { where: string; bytes: Uint8Array; head: number }

export type Finding = { name: string; where: string; encoding: string }

const holds = ({ bytes, head }: PublicBytes, pattern: SecretPattern): boolean => {
  const haystack = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!pattern.isWord) return haystack.includes(Buffer.from(pattern.bytes))
  for (let at = head; at + WORD_BYTES <= haystack.length; at += WORD_BYTES) {
    if (haystack.subarray(at, at + WORD_BYTES).equals(pattern.bytes)) return true
  }
  return false
}

/** Where in what the public saw any of the secrets stands, in whichever encoding. */
export const searchLeaks = (seen: readonly PublicBytes[], secrets: readonly SecretNumber[]): Finding[] =>
  secrets
    .flatMap(secretPatterns)
    .flatMap((pattern) =>
      seen
        .filter((bytes) => holds(bytes, pattern))
        .map(({ where }) => ({ name: pattern.name, where, encoding: pattern.encoding })),
    )
