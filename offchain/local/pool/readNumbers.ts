import { type NumberKey, numberKey } from './numberForms.ts'

/** A number that stands by itself in a text. */
export type WrittenNumber = {
  /** What it may come to: more than one where a point or comma may be either sign. */
  keys: readonly NumberKey[]
  /** In lower case, if it could also be hexadecimal. */
  hex?: string
  from: number
  to: number
}

/** Thousands separators: comma, point, underscore, space, apostrophe, and the two spaces that typographers use, as latin1 sees their UTF-8. */
const GROUPED = /\d{1,3}(?:(?<mark>[,._ ']|\u00c2\u00a0|\u00e2\u0080\u00af)\d{3})(?:\k<mark>\d{3})*(?:[.,]\d+)?/.source
const PLAIN = /\d+(?:[.,]\d+)?/.source
const EXPONENT = /(?:[eE][+-]?\d{1,3}(?!\d))?/.source
const SCALE = /(?: ?(?:k|K|m|M|b|B|bn|mn)(?![A-Za-z0-9]))?/.source
/** Before it: nothing that makes it part of a name or a hexadecimal string; a line's end may be written as a letter. */
const BEFORE = /(?:(?<![A-Za-z0-9_.])|(?<=\\[nrt]))/.source
/** Behind it: the same, or a unit. */
const BEHIND = /(?![A-Za-z0-9_])|(?=(?:W?BTC|USDC?|sats?|bps|n)(?![A-Za-z0-9_]))/.source
const NUMBER = new RegExp(
  `${BEFORE}(?:${GROUPED}|${PLAIN})(?<exponent>${EXPONENT})(?<scale>${SCALE})(?:${BEHIND})`,
  'g',
)
const HEX = /(?<![A-Za-z0-9_.])(?:0[xX])?([0-9a-fA-F]{6,64})(?![A-Za-z0-9_])/g

const SCALE_POWERS: Record<string, number> = { k: 3, m: 6, mn: 6, b: 9, bn: 9 }

/** One mark, or one mark several times, with three digits behind each. */
const GROUPS = /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*$/

const keysOf = (mantissa: string, power: number): NumberKey[] => {
  const digits = mantissa.replaceAll(/\D/g, '')
  const integer = numberKey(digits, power)
  const point = Math.max(mantissa.lastIndexOf('.'), mantissa.lastIndexOf(','))
  if (point < 0) return [integer]
  const fraction = numberKey(digits, power - (mantissa.length - point - 1))
  if (!GROUPS.test(mantissa)) return [fraction]
  // 37,463 may be either; 37,463,529 has no fraction.
  return mantissa.length - point === 4 && mantissa.search(/[.,]/) === point ? [integer, fraction] : [integer]
}

/** The numbers of a text whose characters are bytes (latin1): decimal ones however they are written, and hexadecimal ones. */
export const readNumbers = function* (text: string): Generator<WrittenNumber, void, undefined> {
  for (const match of text.matchAll(NUMBER)) {
    const { exponent = '', scale = '' } = match.groups ?? {}
    const [whole] = match
    const mantissa = whole.slice(0, whole.length - exponent.length - scale.length)
    const power = Number(exponent.slice(1) || 0) + (SCALE_POWERS[scale.trim().toLowerCase()] ?? 0)
    yield { keys: keysOf(mantissa, power), from: match.index, to: match.index + whole.length }
  }
  for (const match of text.matchAll(HEX)) {
    yield { keys: [], hex: (match[1] as string).toLowerCase(), from: match.index, to: match.index + match[0].length }
  }
}
