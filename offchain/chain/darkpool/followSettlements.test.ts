import { createPublicClient, encodeAbiParameters, type Hex, numberToHex, pad, parseAbiParameters } from 'viem'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  answerAsChain,
  FAKE_CHAIN,
  type FakeChain,
  type FakeRpc,
  fakeHash,
  startFakeRpc,
} from '../../../test/offchain/fakeRpc.ts'
import { SLOTS } from '../../protocol/pool/constants.ts'
import { openProviders } from '../providers/openProviders.ts'
import { followSettlements, type SettlementCursor } from './followSettlements.ts'

const POOL = pad('0x0a', { size: 20 })
/** Of RoundSettled. */
const DATA = parseAbiParameters('bytes32 root, bytes32 nonce, bytes32[32] leaves')
const START = 10n

describe('followSettlements', () => {
  let chain: FakeChain
  let server: FakeRpc
  let cursor: SettlementCursor
  let asked: [bigint, bigint][]
  /** Called once a request is answered. */
  let onAnswered: (method: string) => void
  let topic: Hex
  beforeEach(async () => {
    chain = { ...FAKE_CHAIN, logs: [] }
    asked = []
    onAnswered = () => undefined
    const answer = answerAsChain(chain)
    server = await startFakeRpc((method, params) => {
      if (method === 'eth_getLogs') {
        const { fromBlock, toBlock, topics } = params[0] as { fromBlock: Hex; toBlock: Hex; topics: Hex[][] }
        asked.push([BigInt(fromBlock), BigInt(toBlock)])
        topic = topics[0]?.[0] as Hex
      }
      const result = answer(method, params)
      onAnswered(method)
      return result
    })
    const { transport } = openProviders({ urls: [server.url], timeoutMs: 2_000 })
    cursor = followSettlements(createPublicClient({ transport }), { pool: POOL, startBlock: START, maxLogBlocks: 40n })
    // Learns the topic of a settlement.
    await advance()
    cursor.forget()
    asked = []
  })
  afterEach(() => server.stop())

  const headOf = (number: bigint) => ({ number, hash: fakeHash(chain, number), timestamp: 0 })
  const advance = (number = chain.head) => cursor.advance(headOf(number))
  /** A settlement whose leaves are all the number of its round. */
  const settledAt = (number: bigint, round: bigint) => ({
    address: POOL,
    topics: [topic, numberToHex(round, { size: 32 }), numberToHex(0n, { size: 32 })],
    data: encodeAbiParameters(DATA, [
      pad('0x01'),
      pad('0x02'),
      Array.from({ length: SLOTS }, () => numberToHex(round, { size: 32 })) as never,
    ]),
    blockNumber: numberToHex(number),
    blockHash: fakeHash(chain, number),
    transactionHash: pad('0x01'),
    transactionIndex: '0x0',
    logIndex: '0x0',
    removed: false,
  })
  const settle = (...settlements: [bigint, bigint][]) => {
    chain.logs = settlements.map(([number, round]) => settledAt(number, round))
  }
  const reorganise = (forkedAt: bigint, head: bigint) =>
    Object.assign(chain, { fork: `from ${forkedAt}`, forkedAt, head })

  it('finds the last settlement from the beginning, in bounded calls', async () => {
    settle([12n, 1n], [60n, 2n], [99n, 3n])
    const { settledRound, leaves, toBlock } = await advance()
    expect({ settledRound, leaf: leaves?.[31], toBlock }).toEqual({ settledRound: 3n, leaf: 3n, toBlock: 100n })
    expect(asked).toEqual([
      [10n, 49n],
      [50n, 89n],
      [90n, 100n],
    ])
  })

  it('reads on from where it was, and nothing when nothing is new', async () => {
    settle([12n, 1n])
    await advance(90n)
    asked = []
    expect((await advance(90n)).settledRound).toBe(1n)
    expect(asked).toEqual([])
    settle([12n, 1n], [95n, 2n])
    expect((await advance()).settledRound).toBe(2n)
    expect(asked).toEqual([[91n, 100n]])
  })

  it('takes back what was reorganised away, and nothing more', async () => {
    settle([12n, 1n], [95n, 2n])
    for (const number of [90n, 93n, 96n, 100n]) await advance(number)
    reorganise(94n, 101n)
    settle([12n, 1n])
    asked = []
    expect((await advance()).settledRound).toBe(1n)
    expect(asked).toEqual([[94n, 101n]])
    settle([12n, 1n], [98n, 2n])
    reorganise(97n, 102n)
    expect((await advance()).settledRound).toBe(2n)
  })

  it('reads everything anew when nothing of what it saw is left', async () => {
    settle([95n, 1n])
    await advance()
    reorganise(11n, 101n)
    settle([96n, 7n])
    asked = []
    expect((await advance()).settledRound).toBe(7n)
    expect(asked[0]?.[0]).toBe(START)
  })

  it('follows a head that goes back on the same chain', async () => {
    settle([12n, 1n], [95n, 2n])
    await advance(90n)
    await advance(100n)
    expect((await advance(94n)).settledRound).toBe(1n)
    expect((await advance(100n)).settledRound).toBe(2n)
  })

  it('says that it was told to begin after the newest block', async () => {
    await expect(advance(START - 1n)).rejects.toThrow('START_BLOCK 10 is above the newest block, 9')
  })

  it('refuses a head that is not the one of the logs', async () => {
    const before = headOf(100n)
    reorganise(98n, 100n)
    await expect(cursor.advance(before)).rejects.toMatchObject({ retryable: true })
    expect((await advance()).toBlockHash).toBe(headOf(100n).hash)
  })

  it('keeps nothing that it read on top of a block that went meanwhile', async () => {
    settle([12n, 1n])
    await advance(93n)
    const before = { fork: chain.fork, forkedAt: chain.forkedAt }
    reorganise(92n, 100n)
    const head = headOf(100n)
    settle([12n, 1n], [92n, 5n])
    const after = { fork: chain.fork, forkedAt: chain.forkedAt }
    // The block before is looked at on the old chain, all else on the new one.
    Object.assign(chain, before)
    onAnswered = () => Object.assign(chain, after)
    await expect(cursor.advance(head)).rejects.toMatchObject({ retryable: true })
    expect((await advance()).settledRound).toBe(5n)
  })
})
