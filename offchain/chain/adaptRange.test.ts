import { describe, expect, it } from 'vitest'
import { growRange, type RangeSize, shrinkRange } from './adaptRange.ts'

const START: RangeSize = { blocks: 10_000n, max: 100_000n, good: undefined, ceiling: undefined, streak: 0 }

/** Sizes asked for, and how many of them failed, until `total` blocks are read from a provider with a limit. */
const scan = (limit: bigint, total: bigint, named = false) => {
  let size: RangeSize = START
  let [done, calls, failures] = [0n, 0, 0]
  while (done < total) {
    calls += 1
    if (size.blocks > limit) {
      failures += 1
      size = shrinkRange(size, named ? limit : undefined) ?? size
    } else {
      done += size.blocks
      size = growRange(size)
    }
  }
  return { calls, failures }
}

describe('a range that adapts', () => {
  it('doubles up to the largest', () => {
    const grown = growRange(growRange(growRange(growRange(START))))
    expect(grown.blocks).toBe(100_000n)
    expect(growRange(grown).blocks).toBe(100_000n)
  })

  it('halves down to one block, and no further', () => {
    let size: RangeSize | undefined = START
    const sizes: bigint[] = []
    for (; size; size = shrinkRange(size, undefined)) sizes.push(size.blocks)
    expect(sizes.slice(0, 3)).toEqual([10_000n, 5_000n, 2_500n])
    expect(sizes.at(-1)).toBe(1n)
  })

  it('takes the limit that a provider names for good, unless it is nonsense', () => {
    expect(shrinkRange(START, 2_000n)).toMatchObject({ blocks: 2_000n, max: 2_000n })
    expect(shrinkRange(START, 0n)).toMatchObject({ blocks: 5_000n, max: 100_000n })
    expect(shrinkRange(START, 10_000n)).toMatchObject({ blocks: 5_000n })
    expect(scan(2_000n, 1_000_000n, true)).toEqual({ calls: 501, failures: 1 })
  })

  it('closes in on a limit that nobody names, in few failures', () => {
    const { calls, failures } = scan(2_000n, 1_000_000n)
    expect(calls).toBeLessThan(600)
    expect(failures).toBeLessThan(20)
  })

  it('halves again when a size that succeeded fails', () => {
    const grown = growRange(START)
    expect(shrinkRange(grown, undefined)).toMatchObject({ blocks: 10_000n, good: 10_000n })
    expect(shrinkRange({ ...grown, blocks: 10_000n }, undefined)).toMatchObject({ blocks: 5_000n, good: undefined })
  })

  it('tries more again when the logs have become sparser', () => {
    let size = shrinkRange(START, undefined) as RangeSize
    for (let call = 0; call < 200; call += 1) size = growRange(size)
    expect(size.blocks).toBe(100_000n)
  })
})
