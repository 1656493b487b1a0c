import { FEWEST_HEX_DIGITS } from './createLeakSearch.ts'
import { numberForms } from './numberForms.ts'
import { asciiOf, type SecretNumber, secretPatterns } from './secretPatterns.ts'

/** A secret as it might stand somewhere. */
export type WrittenSecret = { name: string; encoding: string; bytes: Uint8Array; isWord: boolean }

const groupBy = (digits: string, mark: string): string => digits.replaceAll(/\B(?=(\d{3})+$)/g, mark)

const scientific = (digits: string): string => `${digits[0]}.${digits.slice(1)}e+${digits.length - 1}`

/** An exact number, as programs and people write it; a text around keeps it apart from what it is put into. */
const exactTexts = (digits: string): string[] => [
  ...[',', '_', ' ', "'", '.'].map((mark) => groupBy(digits, mark)),
  scientific(digits),
]

/** Every encoding in which a secret is looked for, written out: what a positive control hides. */
export const writeSecret = (secret: SecretNumber): WrittenSecret[] => {
  const { name, value } = secret
  const digits = value.toString(10)
  const text = (encoding: string, written: string) => ({
    name,
    encoding,
    bytes: asciiOf(` ${written} `),
    isWord: false,
  })
  const encodings = [...new Set(numberForms(secret).map(({ encoding }) => encoding))]
  const numbers = encodings.flatMap((encoding) => {
    const count = Number(/\d+/.exec(encoding)?.[0] ?? 0)
    if (count === 0) return exactTexts(digits).map((written) => text(encoding, written))
    const cut = `${digits.slice(0, count)}${'0'.repeat(digits.length - count)}`
    return [text(encoding, groupBy(cut, ',')), text(encoding, cut)]
  })
  const hex = value.toString(16)
  const hexes = hex.length < FEWEST_HEX_DIGITS ? [] : [text('number, hex', hex), text('number, hex', `0x${hex}`)]
  return [...secretPatterns(secret), ...numbers, ...hexes]
}
