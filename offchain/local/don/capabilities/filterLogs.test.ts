import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import { EVM_PB, VALUES_PB } from '@chainlink/cre-sdk/pb'
import { createPublicClient, custom, type Hex, hexToBytes, numberToBytes, numberToHex, pad } from 'viem'
import { describe, expect, it } from 'vitest'
import { CHAIN_READ_LIMITS, createReadCounter } from './chainReadLimits.ts'
import { filterLogs } from './filterLogs.ts'

const { FilterLogsReplySchema, FilterLogsRequestSchema } = EVM_PB

const HEADS: Record<string, bigint> = { latest: 5_000n, safe: 4_990n, finalized: 4_950n }
const [LATEST, FINALIZED, SAFE, PENDING] = [-2n, -3n, -4n, -1n]
const CONTRACT = pad('0xc0', { size: 20 })
const [TOPIC, OTHER_TOPIC] = [pad('0x01'), pad('0x02')]

const log = (changes: object = {}) => ({
  address: CONTRACT,
  topics: [TOPIC, OTHER_TOPIC],
  data: '0xda7a',
  blockNumber: numberToHex(4_321n),
  blockHash: pad('0xb1'),
  transactionHash: pad('0x7a'),
  transactionIndex: '0x2',
  logIndex: '0x3',
  removed: false,
  ...changes,
})

const block = (number: bigint) =>
  create(VALUES_PB.BigIntSchema, {
    absVal: number === 0n ? new Uint8Array() : numberToBytes(number < 0n ? -number : number),
    sign: number < 0n ? -1n : 1n,
  })

type Query = MessageInitShape<typeof EVM_PB.FilterQuerySchema>

const filter = async (filterQuery: Query | undefined, logs: readonly object[] = []) => {
  const asked: unknown[] = []
  const client = createPublicClient({
    transport: custom({
      request: async ({ method, params }: { method: string; params: [string & object] }) => {
        if (method === 'eth_getBlockByNumber')
          return { number: numberToHex(HEADS[params[0]] ?? 0n), timestamp: '0x0', transactions: [] }
        asked.push(params[0])
        return logs
      },
    }),
  })
  const request = create(FilterLogsRequestSchema, filterQuery ? { filterQuery } : {})
  const reply = await filterLogs(client, toBinary(FilterLogsRequestSchema, request))
  return { asked, logs: fromBinary(FilterLogsReplySchema, reply.value).logs }
}

const range = (fromBlock: bigint, toBlock: bigint) => ({ fromBlock: block(fromBlock), toBlock: block(toBlock) })
const asked = (fromBlock: bigint, toBlock: bigint) => ({
  fromBlock: numberToHex(fromBlock),
  toBlock: numberToHex(toBlock),
})

describe('filterLogs', () => {
  it('asks for contracts, topics by position, and blocks', async () => {
    const found = await filter({
      ...range(1n, 1n),
      addresses: [hexToBytes(CONTRACT)],
      topics: [{ topic: [hexToBytes(TOPIC), hexToBytes(OTHER_TOPIC)] }, { topic: [] }, { topic: [hexToBytes(TOPIC)] }],
    })
    expect(found.asked).toEqual([
      { ...asked(1n, 1n), address: [CONTRACT], topics: [[TOPIC, OTHER_TOPIC], null, [TOPIC]] },
    ])
    expect(found.logs).toEqual([])
  })

  it('gives every field of a log', async () => {
    const { logs } = await filter(range(4_321n, 4_321n), [log(), log({ topics: [], data: '0x' })])
    expect(logs).toHaveLength(2)
    expect(logs[0]).toMatchObject({
      address: hexToBytes(CONTRACT),
      topics: [hexToBytes(TOPIC), hexToBytes(OTHER_TOPIC)],
      txHash: hexToBytes(pad('0x7a')),
      blockHash: hexToBytes(pad('0xb1')),
      data: hexToBytes('0xda7a'),
      eventSig: hexToBytes(TOPIC),
      blockNumber: { absVal: numberToBytes(4_321n), sign: 1n },
      txIndex: 2,
      index: 3,
      removed: false,
    })
    expect(logs[1]).toMatchObject({ topics: [], data: new Uint8Array(), eventSig: new Uint8Array() })
  })

  it.each([
    ['by default', {}, asked(5_000n, 5_000n)],
    ['from the last safe one', { fromBlock: block(SAFE) }, asked(4_990n, 5_000n)],
    ['from the last final one', range(FINALIZED, SAFE), asked(4_950n, 4_990n)],
    ['to the latest', range(4_900n, LATEST), asked(4_900n, 5_000n)],
  ] as [string, Query, object][])('resolves tags: %s', async (_what, query, blocks) => {
    expect((await filter(query)).asked).toEqual([{ ...blocks, address: [], topics: [] }])
  })

  it('asks by hash', async () => {
    const found = await filter({ blockHash: hexToBytes(pad('0xb1')) })
    expect(found.asked).toEqual([{ blockHash: pad('0xb1'), address: [], topics: [] }])
  })

  it('takes as much as production: 100 blocks on, and 5 kB', async () => {
    expect((await filter(range(1n, 101n))).asked).toHaveLength(1)
    const data: Hex = `0x${'da'.repeat(1_088)}`
    expect((await filter(range(1n, 1n), [log({ data }), log({ data }), log({ data })])).logs).toHaveLength(3)
  })

  const short = new Uint8Array(19)
  it.each([
    ['no query', undefined, /query is missing/],
    ['block zero', range(0n, 0n), /block number 0 is not supported/],
    ['the pending block', range(1n, PENDING), /block number -1 is not supported/],
    ['a tag that does not exist', range(-5n, 1n), /block number -5 is not supported/],
    ['a range that runs backwards', range(2n, 1n), /toBlock 1 is less than fromBlock 2/],
    ['one block too many', range(1n, 102n), /exceed ChainRead.LogQueryBlockLimit, 100/],
    ['one too many up to a tag', range(4_899n, LATEST), /exceed ChainRead.LogQueryBlockLimit, 100/],
    ['hash and range', { ...range(1n, 1n), blockHash: new Uint8Array(32) }, /not both/],
    ['a short hash', { blockHash: short }, /a block hash has 19 bytes instead of 32/],
    ['a short address', { ...range(1n, 1n), addresses: [short] }, /an address has 19 bytes instead of 20/],
    ['a short topic', { ...range(1n, 1n), topics: [{ topic: [short] }] }, /a topic has 19 bytes instead of 32/],
  ] as [string, Query | undefined, RegExp][])('refuses %s', async (_what, query, message) => {
    await expect(filter(query)).rejects.toThrow(message)
  })

  it('refuses more than production would carry', async () => {
    const data: Hex = `0x${'da'.repeat(5_000)}`
    await expect(filter(range(1n, 1n), [log({ data })])).rejects.toThrow(/exceed ChainRead.PayloadSizeLimit, 5000/)
  })

  it('refuses a log of no block', async () => {
    await expect(filter(range(1n, 1n), [log({ blockHash: null })])).rejects.toThrow(/log of no block/)
  })
})

describe('createReadCounter', () => {
  it('refuses the read after the last that production allows', () => {
    const count = createReadCounter()
    for (let read = 0; read < CHAIN_READ_LIMITS.calls; read++) count()
    expect(count).toThrow(/read 16 of one execution exceeds ChainRead.CallLimit, 15/)
    expect(createReadCounter()).not.toThrow()
  })
})
