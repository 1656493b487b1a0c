/** A number that nobody but its owner and the enclave may know. */
export type SecretNumber = {
  name: string
  value: bigint
  /** Decimal places of the unit that people read it in: 8 for bitcoin, 6 for dollars. Without it, both. */
  decimals?: number
}

/** One way to write a secret; a word is looked for at the places of 32-byte words only. */
export type SecretPattern = { name: string; encoding: string; bytes: Uint8Array; isWord: boolean }

export const WORD_BYTES = 32
/**
 * Shorter patterns are in random bytes by chance: these have 40 bits, which in 50 megabytes of noise come once in twenty
 * thousand, or, in base64, of which there is much less, 36. What is shorter is looked for as a whole word, or as a number that stands by itself
 * ({@link numberForms}).
 */
const FEWEST = { bytes: 5, digits: 10, base64: 6 } as const
/** Zeros before a hexadecimal number, as words and padded fields have them, make it specific too. */
const PADDED_HEX_DIGITS = 14
/** Decimal places of satoshi and of USDC's base units. */
const USUAL_DECIMALS = [8, 6]
const BITS_OF_BASE64 = 6

type Way = { encoding: string; bytes: Uint8Array }

export const asciiOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

const bigEndian = (value: bigint): Uint8Array => {
  const hex = value.toString(16)
  return Uint8Array.from(Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex'))
}

const placePoint = (digits: string, places: number): string => {
  const padded = digits.padStart(places + 1, '0')
  return `${padded.slice(0, -places)}.${padded.slice(-places)}`
}

/** The characters of base64 that depend on `bytes` alone, whatever comes before and behind, at each of three alignments. */
const base64Of = (what: string, bytes: Uint8Array): Way[] =>
  [0, 1, 2].flatMap((shift) => {
    const text = Buffer.from([...new Uint8Array(shift), ...bytes])
      .toString('base64')
      .replaceAll('=', '')
    const from = Math.ceil((shift * 8) / BITS_OF_BASE64)
    const to = Math.floor(((shift + bytes.length) * 8) / BITS_OF_BASE64)
    const core = text.slice(from, to)
    if (core.length < FEWEST.base64) return []
    const url = core.replaceAll('+', '-').replaceAll('/', '_')
    const encoding = `base64 of ${what}, shifted by ${shift}`
    return [
      { encoding, bytes: asciiOf(core) },
      ...(url === core ? [] : [{ encoding: `${encoding}, for URLs`, bytes: asciiOf(url) }]),
    ]
  })

/** IEEE 754 doubles of the number and of what people read it as. Round numbers, with few bits, are in noise. */
const doublesOf = (value: bigint, decimals: readonly number[]): Way[] =>
  [0, ...decimals].flatMap((places) => {
    const bytes = new Uint8Array(8)
    new DataView(bytes.buffer).setFloat64(0, Number(value) / 10 ** places)
    if (bytes.filter((byte) => byte !== 0).length < FEWEST.bytes) return []
    const encoding = places === 0 ? 'double' : `double, ${places} places`
    return [
      { encoding: `${encoding}, big endian`, bytes },
      { encoding: `${encoding}, little endian`, bytes: bytes.toReversed() },
    ]
  })

const wordsOf = (bytes: Uint8Array): Way[] => {
  const padding = new Uint8Array(Math.max(0, WORD_BYTES - bytes.length))
  return [
    { encoding: 'word, big endian', bytes: Uint8Array.from([...padding, ...bytes]) },
    { encoding: 'word, little endian', bytes: Uint8Array.from([...bytes.toReversed(), ...padding]) },
    { encoding: 'word, left aligned', bytes: Uint8Array.from([...bytes, ...padding]) },
  ]
}

const hexTexts = (bytes: Uint8Array, value: bigint): Way[] => {
  const hex = value.toString(16)
  const reversed = hexOf(bytes.toReversed())
  const texts = [
    { encoding: 'text, hex', text: hex },
    { encoding: 'text, HEX', text: hex.toUpperCase() },
    { encoding: 'text, hex, little endian', text: reversed },
    { encoding: 'text, HEX, little endian', text: reversed.toUpperCase() },
    { encoding: 'text, hex, zeros before', text: hex.padStart(PADDED_HEX_DIGITS, '0') },
    { encoding: 'text, HEX, zeros before', text: hex.toUpperCase().padStart(PADDED_HEX_DIGITS, '0') },
  ]
  return texts
    .filter(({ text }) => text.length >= FEWEST.digits)
    .map(({ encoding, text }) => ({ encoding, bytes: asciiOf(text) }))
}

const decimalTexts = (decimal: string, decimals: readonly number[]): Way[] => {
  if (decimal.length < FEWEST.digits) return []
  const places = decimals.map((count) => ({
    encoding: `text, decimal, ${count} places`,
    text: placePoint(decimal, count),
  }))
  return [
    { encoding: 'text, decimal', bytes: asciiOf(decimal) },
    ...places.map(({ encoding, text }) => ({ encoding, bytes: asciiOf(text) })),
    { encoding: 'text, decimal, UTF-16', bytes: Uint8Array.from(Buffer.from(decimal, 'utf16le')) },
    { encoding: 'text, hex of decimal', bytes: asciiOf(hexOf(asciiOf(decimal))) },
    ...base64Of('decimal', asciiOf(decimal)),
  ]
}

/** All ways in which a secret's exact value could stand somewhere: binary or text, in either order of bytes, once encoded. */
export const secretPatterns = ({ name, value, decimals }: SecretNumber): SecretPattern[] => {
  const bytes = bigEndian(value)
  const places = decimals === undefined ? USUAL_DECIMALS : [decimals].filter((count) => count > 0)
  const isLong = bytes.length >= FEWEST.bytes
  const free = isLong
    ? [
        { encoding: 'bytes, big endian', bytes },
        { encoding: 'bytes, little endian', bytes: bytes.toReversed() },
        ...hexTexts(bytes, value),
        ...decimalTexts(value.toString(10), places),
        ...base64Of('bytes, big endian', bytes),
        ...base64Of('bytes, little endian', bytes.toReversed()),
        ...doublesOf(value, places),
      ]
    : []
  return [
    ...wordsOf(bytes).map((way) => ({ name, ...way, isWord: true })),
    ...free.map((way) => ({ name, ...way, isWord: false })),
  ]
}
