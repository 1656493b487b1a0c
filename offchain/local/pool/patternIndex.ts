/** Finds any of many strings of bytes in one pass. */
export type PatternIndex<Pattern> = {
  /** In bytes; zero without patterns. */
  longest: number
  /** Every pattern that stands somewhere in `bytes`, as often as it does. */
  find(bytes: Uint8Array): Generator<{ pattern: Pattern; at: number }, void, undefined>
}

/** The bytes by which patterns are looked up; none is shorter. */
const KEY_BYTES = 4
const TABLE_BITS = 22

/** Four bytes as one number, spread over the table. */
const slotOf = (bytes: Uint8Array, at: number): number => {
  const key =
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  return Math.imul(key, 0x9e3779b1) >>> (32 - TABLE_BITS)
}

const matches = (bytes: Uint8Array, at: number, pattern: Uint8Array): boolean => {
  if (at + pattern.length > bytes.length) return false
  for (let index = 0; index < pattern.length; index++) if (bytes[at + index] !== pattern[index]) return false
  return true
}

/** Where in a pattern the four bytes are that differ most: zeros at its beginning are everywhere. */
const keyPlaceOf = (bytes: Uint8Array): number => {
  let best = 0
  let most = 0
  for (let at = 0; at + KEY_BYTES <= bytes.length; at++) {
    const different = new Set(bytes.subarray(at, at + KEY_BYTES)).size
    if (different > most) [best, most] = [at, different]
  }
  return best
}

/** Indexes patterns of four bytes or more by four of their bytes; the time of a search does not depend on how many there are. */
export const createPatternIndex = <Pattern extends { bytes: Uint8Array }>(
  patterns: readonly Pattern[],
): PatternIndex<Pattern> => {
  const isUsed = new Uint8Array(2 ** TABLE_BITS)
  const bySlot = new Map<number, { pattern: Pattern; place: number }[]>()
  for (const pattern of patterns) {
    if (pattern.bytes.length < KEY_BYTES)
      throw new Error(`a pattern has ${pattern.bytes.length} bytes, wanted ${KEY_BYTES} or more`)
    const place = keyPlaceOf(pattern.bytes)
    const slot = slotOf(pattern.bytes, place)
    isUsed[slot] = 1
    bySlot.set(slot, [...(bySlot.get(slot) ?? []), { pattern, place }])
  }
  return {
    longest: patterns.reduce((longest, { bytes }) => Math.max(longest, bytes.length), 0),
    *find(bytes) {
      for (let at = 0; at + KEY_BYTES <= bytes.length; at++) {
        const slot = slotOf(bytes, at)
        if (isUsed[slot] === 0) continue
        for (const { pattern, place } of bySlot.get(slot) ?? []) {
          if (at >= place && matches(bytes, at - place, pattern.bytes)) yield { pattern, at: at - place }
        }
      }
    },
  }
}
