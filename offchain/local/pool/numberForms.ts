import type { SecretNumber } from './secretPatterns.ts'

/** A number as it is written: its significant digits, without zeros at their end, and the power of ten behind them. */
export type NumberKey = `${string}e${number}`

/** Significant digits, whatever the power of ten. */
export type AnyUnitKey = `${string}e*`

export const anyUnitKey = (key: NumberKey): AnyUnitKey => `${key.slice(0, key.indexOf('e'))}e*`

/** A way to write a secret as a number that stands by itself in a text. `key` is what the text has to come to. */
export type NumberForm = {
  name: string
  encoding: string
  key: NumberKey | AnyUnitKey
}

/** So many significant digits count in any unit: another number of a run begins with them once in 10^7. */
const UNMISTAKABLE_DIGITS = 7
/** Fewer say too little, whatever the unit. */
const FEWEST_DIGITS = 2
/** So many significant digits are specific in a unit that people would use. */
const SPECIFIC_DIGITS = 4
/** A number with fewer significant digits is specific only if it is written out, zeros included, with so many digits. */
const WRITTEN_DIGITS = 7
const USUAL_DECIMALS = [8, 6]
/** Ones, thousands, millions and billions of a unit. */
const SCALES = [0, 3, 6, 9]

const ROUNDED = 'number, rounded to'

/** Whether what was found in this encoding is less than the exact number. */
export const isRoundedEncoding = (encoding: string): boolean => encoding.startsWith(ROUNDED)

/**
 * Whether what was found in this encoding is no chance. Of shorter roundings a few stand in every few megabytes, decoys or
 * not: whether they are a leak tells another run with other secrets.
 */
export const isUnmistakable = (encoding: string): boolean =>
  !isRoundedEncoding(encoding) || Number(/\d+/.exec(encoding)?.[0]) >= UNMISTAKABLE_DIGITS

export const numberKey = (digits: string, power: number): NumberKey => {
  const significant = digits.replace(/^0+/, '').replace(/0+$/, '')
  const dropped = digits.length - digits.replace(/0+$/, '').length
  return `${significant}e${significant === '' ? 0 : power + dropped}`
}

/** The first `count` digits: rounded half up, and cut. */
const roundings = (digits: string, count: number): string[] => {
  const cut = digits.slice(0, count)
  const up = digits.charCodeAt(count) >= '5'.charCodeAt(0) ? `${BigInt(cut) + 1n}` : cut
  return cut === up ? [cut] : [cut, up]
}

/**
 * How a secret could be written as a decimal number: exactly, and rounded to any number of significant digits from two on; in
 * any unit if it has 7 digits or more, otherwise in base units, whole tokens, thousands, millions or billions of them.
 *
 * Short ones are looked for where they are specific enough: with 4 or more significant digits, or with 7 or more digits
 * written out (37,500,000 counts, 375 does not). Whether they are specific in what is searched, decoys tell: see searchLeaks.
 */
export const numberForms = ({ name, value, decimals }: SecretNumber): NumberForm[] => {
  const digits = value.toString(10)
  const significant = digits.replace(/0+$/, '')
  if (significant.length < SPECIFIC_DIGITS) return []
  const units = [0, ...(decimals === undefined ? USUAL_DECIMALS : [decimals])]
  const powers = [...new Set(units.flatMap((unit) => SCALES.map((scale) => -unit - scale)))]
  const forms: NumberForm[] = []
  if (significant.length >= UNMISTAKABLE_DIGITS) forms.push({ name, encoding: 'number', key: `${significant}e*` })
  for (let count = FEWEST_DIGITS; count < significant.length; count++) {
    const encoding = `${ROUNDED} ${count} digits`
    for (const rounded of roundings(digits, count)) {
      if (count >= UNMISTAKABLE_DIGITS) {
        forms.push({ name, encoding, key: anyUnitKey(numberKey(rounded, 0)) })
        continue
      }
      for (const power of powers) {
        const behind = digits.length - count + power
        const written = rounded.length + Math.max(behind, 0)
        if (count < SPECIFIC_DIGITS && written < WRITTEN_DIGITS) continue
        forms.push({ name, encoding, key: numberKey(rounded, behind) })
      }
    }
  }
  return forms
}
