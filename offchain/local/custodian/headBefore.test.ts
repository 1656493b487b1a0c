import { describe, expect, it } from 'vitest'
import { headBefore } from './headBefore.ts'
import type { ChainReader } from './readFigures.ts'

/** A chain given by its block times; counts how many blocks were read. */
const chainOf = (timestamps: number[]) => {
  const chain = { reads: 0 }
  const getBlock = async ({ blockNumber }: { blockNumber?: bigint }) => {
    chain.reads += 1
    const number = blockNumber ?? BigInt(timestamps.length - 1)
    return { number, timestamp: BigInt(timestamps[Number(number)] as number) }
  }
  return { chain, client: { getBlock } as unknown as ChainReader }
}

const uneven = [100, 100, 101, 105, 105, 105, 106, 120, 121, 121]

describe('headBefore', () => {
  it.each(uneven.map((_time, i) => i))('agrees with a plain search when the oldest block is %i', async (oldest) => {
    for (let lag = 0; lag <= 25; lag++) {
      const then = 121 - lag
      const plain = uneven.findLastIndex((time, i) => time <= then && i >= oldest)
      const { client } = chainOf(uneven)
      const { number, timestamp } = await headBefore(client, lag, BigInt(oldest))
      expect(Number(number)).toBe(plain === -1 ? oldest : plain)
      expect(Number(timestamp)).toBe(uneven[Number(number)])
    }
  })

  it('reads few blocks of a long chain', async () => {
    const { chain, client } = chainOf(Array.from({ length: 100_000 }, (_, i) => i))
    expect((await headBefore(client, 60)).number).toBe(99_939n)
    expect(chain.reads).toBeLessThan(20)
  })
})
