import { seededRandom } from '../../protocol/seededRandom.ts'
import { anyUnitKey, isRoundedEncoding, type NumberForm, numberForms } from './numberForms.ts'
import { createPatternIndex } from './patternIndex.ts'
import { readNumbers } from './readNumbers.ts'
import { type SecretNumber, type SecretPattern, secretPatterns, WORD_BYTES } from './secretPatterns.ts'

/** A secret that stands somewhere, in one of its encodings. */
export type Hit = { name: string; encoding: string }

/** Bytes of something longer, searched piece by piece. */
export type SearchedPiece = {
  bytes: Uint8Array
  /** Bytes before the first 32-byte word; undefined for what has no words. Pieces with words are whole. */
  head?: number
  /** False if more comes behind: a number at the end may go on there. */
  isEnd: boolean
  /** False if there was something before: a number at the beginning may have begun there. */
  isStart: boolean
}

export type LeakSearch = {
  /** How much of a piece has to be repeated at the next one's beginning, in bytes. */
  overlap: number
  /** Each hit once; `decoyed` are the rounded encodings in which decoys stand there. */
  find(piece: SearchedPiece): { hits: Hit[]; decoyed: string[] }
}

/** Numbers like the secrets, which are none: a rounded form in which they are found as well says nothing. */
const DECOYS = 16
/** As a hexadecimal number that stands by itself; ids, lengths and times have fewer. */
export const FEWEST_HEX_DIGITS = 7
/** No number that is written is longer. */
const LONGEST_NUMBER = 128

const wordKey = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')

const decoysOf = (secret: SecretNumber, random: ReturnType<typeof seededRandom>): SecretNumber[] => {
  const lowest = 10n ** BigInt(secret.value.toString(10).length - 1)
  return Array.from({ length: DECOYS }, () => ({ ...secret, value: lowest + random.below(9n * lowest) }))
}

const addTo = <Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void => {
  const values = map.get(key)
  if (values) values.push(value)
  else map.set(key, [value])
}

/** Prepares a search for secrets, in all of their encodings at once. */
export const createLeakSearch = (secrets: readonly SecretNumber[]): LeakSearch => {
  const patterns = secrets.flatMap(secretPatterns)
  const index = createPatternIndex(patterns.filter(({ isWord }) => !isWord))
  const words = new Map<string, SecretPattern[]>()
  for (const pattern of patterns) if (pattern.isWord) addTo(words, wordKey(pattern.bytes), pattern)
  const forms = new Map<string, NumberForm[]>()
  for (const form of secrets.flatMap(numberForms)) addTo(forms, form.key, form)
  const hexes = new Map<string, SecretNumber[]>()
  for (const secret of secrets) {
    const hex = secret.value.toString(16)
    if (hex.length >= FEWEST_HEX_DIGITS) addTo(hexes, hex, secret)
  }
  // The same decoys each time, so that a search can be repeated.
  const random = seededRandom(secrets.length)
  const decoys = new Map<string, Set<string>>()
  for (const { key, encoding } of secrets.flatMap((secret) => decoysOf(secret, random)).flatMap(numberForms)) {
    // One that rounds to what a secret rounds to would be found with it.
    if (isRoundedEncoding(encoding) && !forms.has(key)) decoys.set(key, new Set([...(decoys.get(key) ?? []), encoding]))
  }

  const findWords = ({ bytes, head }: SearchedPiece): Hit[] => {
    const hits: Hit[] = []
    if (head === undefined) return hits
    for (let at = head; at + WORD_BYTES <= bytes.length; at += WORD_BYTES) {
      hits.push(...(words.get(wordKey(bytes.subarray(at, at + WORD_BYTES))) ?? []))
    }
    return hits
  }

  const findNumbers = ({ bytes, isEnd, isStart }: SearchedPiece): { hits: Hit[]; decoyed: string[] } => {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
    const hits: Hit[] = []
    const decoyed: string[] = []
    for (const { keys, hex, from, to } of readNumbers(text)) {
      // Cut off here; the piece before, or the next one, has all of it.
      if ((from === 0 && !isStart) || (to === text.length && !isEnd)) continue
      if (hex)
        hits.push(...(hexes.get(hex.replace(/^0+/, '')) ?? []).map(({ name }) => ({ name, encoding: 'number, hex' })))
      for (const key of keys) {
        hits.push(...(forms.get(key) ?? []), ...(forms.get(anyUnitKey(key)) ?? []))
        decoyed.push(...(decoys.get(key) ?? []), ...(decoys.get(anyUnitKey(key)) ?? []))
      }
    }
    return { hits, decoyed }
  }

  return {
    overlap: Math.max(index.longest, LONGEST_NUMBER) + 1,
    find(piece) {
      const { hits, decoyed } = findNumbers(piece)
      const found = [...findWords(piece), ...[...index.find(piece.bytes)].map(({ pattern }) => pattern), ...hits]
      const once = new Map(found.map(({ name, encoding }) => [`${name}|${encoding}`, { name, encoding }]))
      return { hits: [...once.values()], decoyed }
    },
  }
}
