import { createPublicClient, type Hex, numberToHex, type PublicClient, pad } from 'viem'
import { afterEach, describe, expect, it } from 'vitest'
import {
  answerAsChain,
  FAKE_CHAIN,
  type FakeChain,
  type FakeRpc,
  fakeHash,
  RpcFailure,
  startFakeRpc,
} from '../../test/offchain/fakeRpc.ts'
import { describeError } from './describeError.ts'
import { isRetryable } from './isRetryable.ts'
import { openProviders } from './providers/openProviders.ts'
import { type LogRange, type ScanLogsParameters, scanLogs } from './scanLogs.ts'

const ADDRESS = pad('0x0a', { size: 20 })
const TOPIC = pad('0x0b')

type Filter = { fromBlock: Hex; toBlock: Hex }

let server: FakeRpc | undefined
afterEach(() => server?.stop())

const logAt = (chain: FakeChain, blockNumber: bigint, logIndex = 0, change: object = {}) => ({
  address: ADDRESS,
  topics: [TOPIC],
  data: '0x',
  blockNumber: numberToHex(blockNumber),
  blockHash: fakeHash(chain, blockNumber),
  transactionHash: pad('0x01'),
  transactionIndex: '0x0',
  logIndex: numberToHex(logIndex),
  removed: false,
  ...change,
})

type OnGetLogs = (range: { from: bigint; to: bigint; blocks: bigint }) => void

/** A provider of `chain` whose eth_getLogs first goes through `onGetLogs`, and the ranges that it was asked for. */
const setUp = async (change: Partial<FakeChain>, onGetLogs: OnGetLogs = () => undefined) => {
  const chain = { ...FAKE_CHAIN, head: 100_000n, ...change }
  const asked: bigint[] = []
  const answer = answerAsChain(chain)
  server = await startFakeRpc((method, params) => {
    if (method === 'eth_getLogs') {
      const { fromBlock, toBlock } = params[0] as Filter
      const [from, to] = [BigInt(fromBlock), BigInt(toBlock)]
      asked.push(to - from + 1n)
      onGetLogs({ from, to, blocks: to - from + 1n })
    }
    return answer(method, params)
  })
  const { transport } = openProviders({ urls: [server.url], timeoutMs: 2_000 })
  return { chain, asked, client: createPublicClient({ transport }) }
}

const scan = (client: PublicClient, change: Partial<ScanLogsParameters> = {}) =>
  scanLogs(client, {
    addresses: [ADDRESS],
    topics: [TOPIC],
    fromBlock: 1n,
    toBlock: 20_000n,
    rangeBlocks: 4_000n,
    maxRangeBlocks: 16_000n,
    ...change,
  })

const collect = async (ranges: AsyncIterable<LogRange>): Promise<LogRange[]> => {
  const collected: LogRange[] = []
  for await (const range of ranges) collected.push(range)
  return collected
}

/** Each range begins where the last ended, and the last is the end. */
const expectWhole = (ranges: LogRange[], fromBlock: bigint, toBlock: bigint) => {
  const ends = ranges.map(({ toBlock: end }) => end)
  expect(ranges.map((range) => range.fromBlock)).toEqual([fromBlock, ...ends.slice(0, -1).map((end) => end + 1n)])
  expect(ends.at(-1)).toBe(toBlock)
}

const failureOf = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => {
      throw new Error('it succeeded')
    },
    (failed: unknown) => failed,
  )
  return { message: describeError(error), retryable: isRetryable(error) }
}

describe('scanLogs', () => {
  it('reads every block once, in growing ranges, each with the hash of its last block', async () => {
    const { chain, client, asked } = await setUp({})
    chain.logs = [logAt(chain, 1n), logAt(chain, 4_001n), logAt(chain, 4_001n, 3), logAt(chain, 20_000n)]
    const ranges = await collect(scan(client))
    expectWhole(ranges, 1n, 20_000n)
    expect(asked).toEqual([4_000n, 8_000n, 8_000n])
    expect(ranges.map(({ toBlockHash }) => toBlockHash)).toEqual(
      [4_000n, 12_000n, 20_000n].map((n) => fakeHash(chain, n)),
    )
    const found = ranges.flatMap(({ logs }) => logs.map(({ blockNumber, logIndex }) => [blockNumber, logIndex]))
    expect(found).toEqual([
      [1n, 0],
      [4_001n, 0],
      [4_001n, 3],
      [20_000n, 0],
    ])
  })

  it('asks for nothing when there is no block to read', async () => {
    const { client, asked } = await setUp({})
    expect(await collect(scan(client, { fromBlock: 5n, toBlock: 4n }))).toEqual([])
    expect(asked).toEqual([])
  })

  it('halves what is too much for the provider', async () => {
    const { client, asked } = await setUp({}, ({ blocks }) => {
      if (blocks > 1_500n) throw new RpcFailure(-32602, 'block range is too wide')
    })
    expectWhole(await collect(scan(client)), 1n, 20_000n)
    expect(asked.slice(0, 3)).toEqual([4_000n, 2_000n, 1_000n])
    expect(asked.filter((blocks) => blocks > 1_500n).length).toBeLessThan(6)
  })

  it('takes a limit that the provider names', async () => {
    const { client, asked } = await setUp({}, ({ blocks }) => {
      if (blocks > 2_500n) throw new RpcFailure(-32614, 'eth_getLogs is limited to a 2,500 range')
    })
    expectWhole(await collect(scan(client)), 1n, 20_000n)
    expect(asked).toEqual([4_000n, ...Array<bigint>(8).fill(2_500n)])
  })

  it('goes down to a single block where the logs are dense', async () => {
    const { chain, client } = await setUp({}, ({ from, to }) => {
      if (from < 50n && to > 50n) throw new RpcFailure(-32005, 'query returned more than 10000 results')
      if (from <= 50n && to >= 50n && from !== to)
        throw new RpcFailure(-32005, 'query returned more than 10000 results')
    })
    chain.logs = [logAt(chain, 50n)]
    const ranges = await collect(scan(client, { toBlock: 200n }))
    expectWhole(ranges, 1n, 200n)
    expect(ranges.flatMap(({ logs }) => logs)).toHaveLength(1)
  })

  it('gives up when one block is too much', async () => {
    const { client } = await setUp({}, () => {
      throw new RpcFailure(-32005, 'query returned more than 10000 results')
    })
    const failure = await failureOf(collect(scan(client)))
    expect(failure.message).toMatch(/^the logs of block 1 alone are too much for the provider: RPC_URL: query returned/)
    expect(failure.retryable).toBe(true)
  })

  it('tries what fails for another reason again, with less, and gives up after a few times', async () => {
    let failures = 3
    const { client, asked } = await setUp({}, () => {
      if (failures-- > 0) throw new RpcFailure(-32000, 'backend unavailable')
    })
    expectWhole(await collect(scan(client)), 1n, 20_000n)
    expect(asked.slice(0, 4)).toEqual([4_000n, 4_000n, 2_000n, 1_000n])
    failures = 4
    asked.length = 0
    expect((await failureOf(collect(scan(client)))).message).toBe('RPC_URL: backend unavailable')
    expect(asked).toHaveLength(4)
  })

  it.each([
    [
      'outside',
      (chain: FakeChain) => [logAt(chain, 7n, 0, { blockNumber: numberToHex(7n) })],
      10n,
      /a log outside 10 to/,
    ],
    [
      'of another contract',
      (chain: FakeChain) => [logAt(chain, 12n, 0, { address: pad('0x0c', { size: 20 }) })],
      10n,
      /another contract/,
    ],
    ['of another event', (chain: FakeChain) => [logAt(chain, 12n, 0, { topics: [pad('0x0d')] })], 10n, /another event/],
    ['removed', (chain: FakeChain) => [logAt(chain, 12n, 0, { removed: true })], 10n, /removed/],
    ['not mined', (chain: FakeChain) => [logAt(chain, 12n, 0, { blockHash: null })], 10n, /not mined|malformed/],
    ['out of order', (chain: FakeChain) => [logAt(chain, 12n, 1), logAt(chain, 12n, 0)], 10n, /out of order/],
    ['twice', (chain: FakeChain) => [logAt(chain, 12n, 1), logAt(chain, 12n, 1)], 10n, /out of order/],
    [
      'of two blocks at one height',
      (chain: FakeChain) => [logAt(chain, 12n, 1), logAt(chain, 12n, 2, { blockHash: pad('0x0e') })],
      10n,
      /two blocks at one height/,
    ],
    [
      'of an orphaned last block',
      (chain: FakeChain) => [logAt(chain, 20n, 1, { blockHash: pad('0x0e') })],
      10n,
      /reorganised/,
    ],
  ])('refuses a log that is %s', async (_what, logsOf, fromBlock, message) => {
    const { chain, client } = await setUp({})
    const normal = answerAsChain(chain)
    server?.setHandler((method, params) => (method === 'eth_getLogs' ? logsOf(chain) : normal(method, params)))
    const failure = await failureOf(collect(scan(client, { fromBlock, toBlock: 20n })))
    expect(failure.message).toMatch(message)
    expect(failure.retryable).toBe(true)
  })

  it('does not mix two histories: a reorganisation while the logs were read is noticed', async () => {
    let reorganised = false
    const { chain, client } = await setUp({}, () => {
      if (reorganised) return
      reorganised = true
      chain.fork = 'other'
      chain.forkedAt = 3_000n
    })
    chain.logs = [logAt({ ...chain, fork: 'other', forkedAt: 3_000n }, 3_500n)]
    const [first] = await collect(scan(client, { toBlock: 4_000n }))
    expect(first?.toBlockHash).toBe(fakeHash(chain, 4_000n))
    expect(first?.logs[0]?.blockHash).toBe(fakeHash(chain, 3_500n))
    expect(server?.calls.filter((method) => method === 'eth_getLogs')).toHaveLength(2)
  })

  it('says when the chain has become shorter than the scan', async () => {
    const { client } = await setUp({ head: 10_000n })
    const failure = await failureOf(collect(scan(client)))
    expect(failure).toEqual({ message: 'block 12000 is gone: the chain is shorter', retryable: true })
  })
})
