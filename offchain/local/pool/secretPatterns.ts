/** A number that nobody but its owner and the enclave may know. */
export type SecretNumber = { name: string; value: bigint }

/** One way to write a secret; a word is looked for at the places of 32-byte words only. */
export type SecretPattern = { name: string; encoding: string; bytes: Uint8Array; isWord: boolean }

export const WORD_BYTES = 32
/** Shorter patterns are in random bytes by chance; of such numbers only whole words are looked for. */
const SHORTEST_PATTERN = 5

const bigEndian = (value: bigint): number[] => {
  const bytes: number[] = []
  for (let rest = value; rest > 0n; rest >>= 8n) bytes.unshift(Number(rest & 0xffn))
  return bytes
}

const asciiOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))

const groupDigits = (digits: string, at: number): string => {
  const padded = digits.padStart(at + 1, '0')
  return `${padded.slice(0, -at)}.${padded.slice(-at)}`
}

/** All ways in which a secret could stand somewhere: binary or text, in either order of bytes. */
export const secretPatterns = ({ name, value }: SecretNumber): SecretPattern[] => {
  const bytes = bigEndian(value)
  const padding = Array.from({ length: Math.max(0, WORD_BYTES - bytes.length) }, () => 0)
  const decimal = value.toString(10)
  const hex = value.toString(16)
  const words = [
    { encoding: 'word, big endian', bytes: [...padding, ...bytes] },
    { encoding: 'word, little endian', bytes: [...bytes.toReversed(), ...padding] },
    { encoding: 'word, left aligned', bytes: [...bytes, ...padding] },
  ]
  const free = [
    { encoding: 'bytes, big endian', bytes },
    { encoding: 'bytes, little endian', bytes: bytes.toReversed() },
    { encoding: 'text, decimal', bytes: asciiOf(decimal) },
    { encoding: 'text, decimal, 8 places', bytes: asciiOf(groupDigits(decimal, 8)) },
    { encoding: 'text, decimal, 6 places', bytes: asciiOf(groupDigits(decimal, 6)) },
    { encoding: 'text, hex', bytes: asciiOf(hex) },
    { encoding: 'text, HEX', bytes: asciiOf(hex.toUpperCase()) },
  ]
  return [
    ...words.map(({ encoding, bytes: word }) => ({ name, encoding, bytes: Uint8Array.from(word), isWord: true })),
    ...free
      .filter((pattern) => bytes.length >= SHORTEST_PATTERN && pattern.bytes.length >= SHORTEST_PATTERN)
      .map(({ encoding, bytes: part }) => ({ name, encoding, bytes: Uint8Array.from(part), isWord: false })),
  ]
}
