import { pad, zeroAddress, zeroHash } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPoolRegistry } from '../../../offchain/chain/darkpool/readPoolRegistry.ts'
import { readSlotKey } from '../../../offchain/chain/darkpool/readSlotKey.ts'
import { type PostedSlotKey, scanSlotKeys } from '../../../offchain/chain/darkpool/scanSlotKeys.ts'
import { isRetryable } from '../../../offchain/chain/isRetryable.ts'
import { readHead } from '../../../offchain/chain/readHead.ts'
import { type PoolChain, startPoolChain } from './poolChain.ts'

describe('reads of the dark pool', () => {
  let chain: PoolChain
  beforeAll(async () => {
    chain = await startPoolChain()
  })
  afterAll(() => chain?.stop())

  const read = async (commitment: `0x${string}`) => {
    const block = await readHead(chain.reader)
    return readSlotKey(chain.reader, { pool: chain.pool, commitment, block })
  }
  const scan = async (range: { fromBlock?: bigint; toBlock?: bigint } = {}): Promise<PostedSlotKey[]> => {
    const { number: toBlock } = await readHead(chain.reader)
    const found: PostedSlotKey[] = []
    const parameters = { pool: chain.pool, fromBlock: 0n, toBlock, rangeBlocks: 4n, maxRangeBlocks: 8n, ...range }
    for await (const { keys } of scanSlotKeys(chain.reader, parameters)) found.push(...keys)
    return found
  }

  it('follows a key from its posting to its end', async () => {
    const [maker, other] = chain.makers
    await chain.postSlotKey(other)
    const first = await chain.postSlotKey(maker)
    const record = { slot: 1, owner: maker.address, sealedKeyHash: first.ciphertextId }
    expect(await read(first.commitment)).toEqual({ status: 'pending', ...record })
    await chain.activateKey(first)
    expect(await read(first.commitment)).toEqual({ status: 'active', ...record })
    const second = await chain.postSlotKey(maker)
    expect(await read(first.commitment)).toMatchObject({ status: 'active' })
    expect(await read(second.commitment)).toEqual({
      ...record,
      status: 'pending',
      sealedKeyHash: second.ciphertextId,
    })
    await chain.activateKey(second)
    expect(await read(first.commitment)).toEqual({ status: 'retired', ...record })
  })

  it('knows nothing of a commitment that nobody posted', async () => {
    const nothing = { status: 'unknown', slot: 0, owner: zeroAddress, sealedKeyHash: zeroHash }
    expect(await read(pad('0x77'))).toEqual(nothing)
  })

  it('reads as of the block that it is given', async () => {
    const before = await readHead(chain.reader)
    const { commitment } = await chain.postSlotKey(chain.makers[2])
    const at = { pool: chain.pool, commitment }
    expect(await readSlotKey(chain.reader, { ...at, block: before })).toMatchObject({ status: 'unknown' })
    expect(await read(commitment)).toMatchObject({ status: 'pending' })
  })

  it('reads in which registry the pool looks', async () => {
    const block = await readHead(chain.reader)
    expect(await readPoolRegistry(chain.reader, { pool: chain.pool, block })).toBe(chain.registry)
  })

  it('finds every posted key once, in order, with the bytes that were posted and the block that holds them', async () => {
    const from = (await readHead(chain.reader)).number
    const one = await chain.postSlotKey(chain.makers[0])
    await chain.mine(10)
    const two = await chain.postSlotKey(chain.makers[1])
    const found = await scan({ fromBlock: from + 1n })
    expect(found).toEqual(
      await Promise.all(
        [one, two].map(async ({ commitment, sealed: sealedKey, blockNumber, label }, index) => {
          const { hash: blockHash } = await chain.reader.getBlock({ blockNumber })
          return { slot: 1 - index, owner: label.sender, commitment, sealedKey, blockNumber, blockHash }
        }),
      ),
    )
    expect(await scan({ fromBlock: one.blockNumber + 1n, toBlock: two.blockNumber - 1n })).toEqual([])
  })

  it('does not answer for a block that was reorganised away', async () => {
    const { commitment } = await chain.postSlotKey(chain.makers[0])
    const block = await readHead(chain.reader)
    await chain.mine(1)
    await chain.reorganise(3)
    const error = await readSlotKey(chain.reader, { pool: chain.pool, commitment, block }).catch((failed) => failed)
    expect(error).toBeInstanceOf(Error)
    expect(isRetryable(error)).toBe(true)
    const lost = await readPoolRegistry(chain.reader, { pool: chain.pool, block }).catch((failed) => failed)
    expect(isRetryable(lost)).toBe(true)
    expect(await read(commitment)).toMatchObject({ status: 'unknown' })
    expect((await scan()).map((key) => key.commitment)).not.toContain(commitment)
  })
})
