import { createPublicClient, pad } from 'viem'
import { afterEach, describe, expect, it } from 'vitest'
import { answerAsChain, FAKE_CHAIN, type FakeRpc, fakeHash, startFakeRpc } from '../../test/offchain/fakeRpc.ts'
import { findCommonBlock } from './findCommonBlock.ts'
import { openProviders } from './providers/openProviders.ts'

let server: FakeRpc | undefined
afterEach(() => server?.stop())

const HEAD = 1_000n

/** 256 checkpoints of the old history, newest first, three blocks apart. */
const checkpoints = Array.from({ length: 256 }, (_, index) => {
  const blockNumber = HEAD - BigInt(index) * 3n
  return { blockNumber, blockHash: fakeHash(FAKE_CHAIN, blockNumber) }
})

const setUp = async (change: Partial<typeof FAKE_CHAIN>) => {
  const running = await startFakeRpc(answerAsChain({ ...FAKE_CHAIN, head: HEAD, ...change }))
  server = running
  const client = createPublicClient({ transport: openProviders({ urls: [running.url] }).transport })
  const reads = () => running.calls.filter((method) => method === 'eth_getBlockByNumber').length
  return { client, reads }
}

describe('findCommonBlock', () => {
  it('asks once while the newest checkpoint is still part of the chain', async () => {
    const { client, reads } = await setUp({})
    expect(await findCommonBlock(client, checkpoints)).toBe(checkpoints[0])
    expect(reads()).toBe(1)
  })

  it.each([1n, 2n, 3n, 4n, 7n, 64n, 300n, 763n, 764n, 765n])(
    'finds the newest block that a reorganisation of %i blocks left, in few calls',
    async (depth) => {
      const forkedAt = HEAD - depth + 1n
      const { client, reads } = await setUp({ fork: 'other', forkedAt })
      const expected = checkpoints.find(({ blockNumber }) => blockNumber < forkedAt)
      expect(await findCommonBlock(client, checkpoints)).toEqual(expected)
      expect(expected).toBeDefined()
      expect(reads()).toBeLessThanOrEqual(18)
    },
  )

  it('finds nothing when every checkpoint is of another history, or when there is none', async () => {
    const { client, reads } = await setUp({ fork: 'other' })
    expect(await findCommonBlock(client, checkpoints)).toBeUndefined()
    expect(reads()).toBeLessThanOrEqual(18)
    expect(await findCommonBlock(client, [])).toBeUndefined()
    expect(await findCommonBlock(client, [{ blockNumber: 5n, blockHash: pad('0x01') }])).toBeUndefined()
  })

  it('takes a block that the chain does not have any more for orphaned', async () => {
    const { client } = await setUp({ head: 990n })
    expect(await findCommonBlock(client, checkpoints)).toEqual(checkpoints[4])
  })
})
