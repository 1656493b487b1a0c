/** For tests: the same seed gives the same inputs, so a failure can be repeated. Not for anything secret. */
export const seededRandom = (seed: number) => {
  let state = seed >>> 0
  // mulberry32
  const word = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => word() & 0xff)
  /** From zero up to, not including, `limit`. */
  const below = (limit: bigint): bigint => {
    let wide = 0n
    for (let bits = limit; bits > 0n; bits >>= 32n) wide = (wide << 32n) | BigInt(word())
    return ((wide << 32n) | BigInt(word())) % limit
  }
  /** Of any magnitude up to `limit`, small ones as often as large ones. */
  const magnitude = (limit: bigint): bigint => below(1n << (1n + below(BigInt(limit.toString(2).length)))) % limit
  return { bytes, below, magnitude }
}
