/** How many blocks are asked for at once, and what was learned about the provider's limit. */
export type RangeSize = {
  blocks: bigint
  /** Most that may ever be asked for. */
  max: bigint
  /** Largest size that succeeded; undefined at first, and when it failed after all. */
  good: bigint | undefined
  /** Smallest size that failed, while that is worth remembering. */
  ceiling: bigint | undefined
  /** Successes since the ceiling was learned. */
  streak: number
}

/** After so many successes a limit on results, unlike one on blocks, may be gone: the logs have become sparser. */
const FORGET_AFTER = 128

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/** A range that doubles until it fails, then closes in on the largest size that does not. */
export const growRange = ({ blocks, max, ceiling, streak }: RangeSize): RangeSize => {
  const known = streak + 1 < FORGET_AFTER ? ceiling : undefined
  const next = { max, good: blocks, ceiling: known, streak: known === undefined ? 0 : streak + 1 }
  const doubled = smaller(blocks * 2n, max)
  if (known === undefined || doubled < known) return { ...next, blocks: doubled }
  const middle = (blocks + known) / 2n
  // Not worth another failure for an eighth.
  return { ...next, blocks: middle - blocks > blocks / 8n ? middle : blocks }
}

/**
 * What to ask for when `blocks` failed: the limit that the provider named, a size that succeeded, or half. Undefined
 * when one block is too much.
 */
export const shrinkRange = ({ blocks, max, good }: RangeSize, limit: bigint | undefined): RangeSize | undefined => {
  if (blocks === 1n) return undefined
  if (limit !== undefined && limit > 0n && limit < blocks) {
    return { blocks: limit, max: limit, good: undefined, ceiling: undefined, streak: 0 }
  }
  const proven = good !== undefined && good < blocks ? good : undefined
  return { blocks: proven ?? blocks / 2n, max, good: proven, ceiling: blocks, streak: 0 }
}
