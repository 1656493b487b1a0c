import { bytesToHex } from 'viem'

export type Features = Map<string, number>

const WORD_BYTES = 32
/** Words of a transaction or log that are looked at one by one: all of a settlement but its proof. */
const WORDS_LOOKED_AT = 64
/** A word with so many leading zero bytes is a number, not a ciphertext. */
const LEADING_ZEROS = 16

/** Shannon's entropy of the bytes, in bits: random bytes have nearly 8, text and small numbers much less. */
const entropyOf = (bytes: Uint8Array): number => {
  const counts = new Map<number, number>()
  for (const byte of bytes) counts.set(byte, (counts.get(byte) ?? 0) + 1)
  return [...counts.values()].reduce(
    (bits, count) => bits - (count / bytes.length) * Math.log2(count / bytes.length),
    0,
  )
}

const countZeros = (bytes: Uint8Array): number => bytes.reduce((zeros, byte) => zeros + (byte === 0 ? 1 : 0), 0)

/** A number's value; the first, the last and the zero bytes of whatever looks random. */
const describeWord = (features: Features, name: string, word: Uint8Array): void => {
  const isNumber = word.subarray(0, LEADING_ZEROS).every((byte) => byte === 0)
  features.set(`${name}, as a number`, isNumber ? Number(BigInt(bytesToHex(word))) : -1)
  if (isNumber) return
  features.set(`${name}, first byte`, word[0] as number)
  features.set(`${name}, last byte`, word.at(-1) as number)
  features.set(`${name}, zero bytes`, countZeros(word))
}

/**
 * What can be said of a string of words without knowing what they mean. `seen` has every word of the run so far: a ciphertext
 * that comes twice is a message.
 */
export const describeBytes = (features: Features, name: string, bytes: Uint8Array, seen: Set<string>): void => {
  features.set(`${name}, length`, bytes.length)
  features.set(`${name}, zero bytes`, countZeros(bytes))
  features.set(`${name}, entropy`, bytes.length === 0 ? 0 : entropyOf(bytes))
  let repeated = 0
  let empty = 0
  for (let at = 0; at + WORD_BYTES <= bytes.length; at += WORD_BYTES) {
    const word = bytes.subarray(at, at + WORD_BYTES)
    const text = Buffer.from(word).toString('latin1')
    if (seen.has(text)) repeated += 1
    seen.add(text)
    if (word.every((byte) => byte === 0)) empty += 1
    if (at < WORDS_LOOKED_AT * WORD_BYTES) describeWord(features, `${name} word ${at / WORD_BYTES}`, word)
  }
  features.set(`${name}, words seen before`, repeated)
  features.set(`${name}, empty words`, empty)
}
