import {
  type Address,
  encodeAbiParameters,
  encodeFunctionData,
  type PublicClient,
  parseAbi,
  parseAbiParameters,
} from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectChain } from '../../offchain/chain/connectChain.ts'
import { findPriceRounds, type PriceRounds } from '../../offchain/chain/darkpool/findPriceRounds.ts'
import { iAggregatorV3Abi, poolPricesAbi } from '../../offchain/chain/generated.ts'
import { MAINNET } from '../../offchain/chain/mainnet.ts'
import { readHead } from '../../offchain/chain/readHead.ts'
import { FIXTURE } from '../../offchain/local/chain/fixture.ts'
import { impersonate, type Send } from '../../offchain/local/chain/impersonate.ts'
import { type LocalClient, localClient } from '../../offchain/local/chain/localClient.ts'
import { readArtifact } from '../../offchain/local/chain/readArtifact.ts'
import { type LocalChain, startLocalChain } from '../../offchain/local/chain/startLocalChain.ts'
import { createLog } from '../../offchain/log.ts'
import { poolPrice } from '../../offchain/protocol/pool/poolPrice.ts'
import { deployContract } from './enclave/deployStores.ts'

const FEED_ABI = parseAbi([
  'constructor(address owner, string description)',
  'function aggregator() view returns (address)',
  'function push(int256 answer)',
  'function proposeAggregator(address aggregator)',
  'function confirmAggregator(address aggregator)',
])
const FEEDS = { btcUsd: MAINNET.btcUsdFeed, wbtcBtc: MAINNET.wbtcBtcFeed, usdcUsd: MAINNET.usdcUsdFeed }
const HOUR = 3_600
const PHASE_TWO = 2n << 64n
const inPhaseOne = (number: bigint) => (1n << 64n) + number

describe('findPriceRounds, on the feeds of the local chain', () => {
  let chain: LocalChain
  let client: LocalClient
  let reader: PublicClient
  let prices: Address

  const operate = <T>(work: (send: Send) => Promise<T>) => impersonate(client, FIXTURE.feedOperator, work)
  /** Pushes a round, `after` seconds later than the newest block at least; says when it was. */
  const push = async (feed: Address, answer: bigint, after: number): Promise<bigint> => {
    const { timestamp } = await client.getBlock()
    await client.setNextBlockTimestamp({ timestamp: timestamp + BigInt(after) })
    const aggregator = await client.readContract({ address: feed, abi: FEED_ABI, functionName: 'aggregator' })
    const data = encodeFunctionData({ abi: FEED_ABI, functionName: 'push', args: [answer] })
    await operate((send) => send({ to: aggregator, data }))
    const [, , , updatedAt] = await client.readContract({
      address: feed,
      abi: iAggregatorV3Abi,
      functionName: 'latestRoundData',
    })
    return updatedAt
  }
  const find = async (closedAt: bigint) => findPriceRounds(reader, { prices, closedAt, block: await readHead(reader) })
  const priceAfter = (closedAt: bigint, rounds: PriceRounds) =>
    client.readContract({ address: prices, abi: poolPricesAbi, functionName: 'priceAfter', args: [closedAt, rounds] })
  const answerOf = async (address: Address, id: bigint) => {
    const [, answer] = await client.readContract({
      address,
      abi: iAggregatorV3Abi,
      functionName: 'getRoundData',
      args: [id],
    })
    return { answer, decimals: 8 }
  }
  const replaceAggregator = async (feed: Address) => {
    const { bytecode } = await readArtifact('out/OwnedAggregator.sol/OwnedAggregator.json')
    const args = encodeAbiParameters(parseAbiParameters('address, string'), [FIXTURE.feedOperator, 'BTC / USD'])
    return await operate(async (send) => {
      const { contractAddress } = await send({ data: `${bytecode}${args.slice(2)}` })
      for (const functionName of ['proposeAggregator', 'confirmAggregator'] as const) {
        const data = encodeFunctionData({ abi: FEED_ABI, functionName, args: [contractAddress as Address] })
        await send({ to: feed, data })
      }
    })
  }

  beforeAll(async () => {
    chain = await startLocalChain({ log: createLog({ name: 'test', level: 'silent' }) })
    client = localClient(chain.rpcUrl)
    reader = (await connectChain({ rpcUrls: [chain.rpcUrl], expectedChainId: chain.chainId })).client
    const feed = (aggregator: Address, maxAge: number) => ({ aggregator, maxAge })
    const wiring = encodeAbiParameters(poolPricesAbi.find((item) => item.type === 'constructor')?.inputs ?? [], [
      {
        btcUsd: feed(FEEDS.btcUsd, HOUR),
        wbtcBtc: feed(FEEDS.wbtcBtc, 24 * HOUR),
        usdcUsd: feed(FEEDS.usdcUsd, 24 * HOUR),
      },
      { minBtcUsd: 10_000n * 10n ** 8n, maxBtcUsd: 1_000_000n * 10n ** 8n, maxDepegBps: 200 },
      MAINNET.wbtc,
      MAINNET.usdc,
    ])
    prices = await deployContract(client, 'PoolPrices', wiring)
  })
  afterAll(() => chain?.stop())

  it('finds for every close the one triple that the contract takes, and its price', async () => {
    const updates: bigint[] = []
    for (let round = 0; round < 6; round++) {
      updates.push(await push(FEEDS.btcUsd, FIXTURE.btcUsd + BigInt(round) * 10n ** 8n, 40))
      if (round % 2 === 0) await push(FEEDS.wbtcBtc, FIXTURE.wbtcBtc + BigInt(round), 10)
      if (round % 3 === 0) await push(FEEDS.usdcUsd, FIXTURE.usdcUsd - BigInt(round), 10)
    }
    for (const [index, updatedAt] of updates.entries()) {
      const closedAt = updatedAt - 1n
      const rounds = await find(closedAt)
      if (!rounds) throw new Error('rounds expected')
      // The fixture pushes round 1 of each feed.
      expect(rounds.btcUsd).toBe(inPhaseOne(BigInt(index) + 2n))
      // A round in the second of the close may have been there before it: it prices nothing, and is no obstacle.
      expect((await find(updatedAt))?.btcUsd).toBe(index === updates.length - 1 ? undefined : rounds.btcUsd + 1n)
      await expect(priceAfter(updatedAt, rounds)).rejects.toThrow('RoundNotFirst')
      const [btcUsd, wbtcBtc, usdcUsd] = await Promise.all([
        answerOf(FEEDS.btcUsd, rounds.btcUsd),
        answerOf(FEEDS.wbtcBtc, rounds.wbtcBtc),
        answerOf(FEEDS.usdcUsd, rounds.usdcUsd),
      ])
      const price = poolPrice({ btcUsd, wbtcBtc, usdcUsd }, { collateral: 8, payment: 6 })
      expect(await priceAfter(closedAt, rounds)).toBe(price)
      for (const feed of ['btcUsd', 'wbtcBtc', 'usdcUsd'] as const) {
        for (const step of [-1n, 1n]) {
          await expect(priceAfter(closedAt, { ...rounds, [feed]: rounds[feed] + step })).rejects.toThrow()
        }
      }
    }
  })

  it('finds none while BTC/USD has no round after the close, whatever the pegs have', async () => {
    const { timestamp } = await client.getBlock()
    expect(await find(timestamp + 1n)).toBeUndefined()
    await push(FEEDS.usdcUsd, FIXTURE.usdcUsd, 10)
    expect(await find(timestamp + 1n)).toBeUndefined()
    const updatedAt = await push(FEEDS.btcUsd, FIXTURE.btcUsd, 10)
    expect((await find(timestamp + 1n))?.btcUsd).toBe((await find(updatedAt - 1n))?.btcUsd)
    expect(await find(updatedAt)).toBeUndefined()
    expect(await find(updatedAt + 1n)).toBeUndefined()
  })

  it('takes the first round after all of the second of the close, and of two rounds of one second the first', async () => {
    await client.setBlockTimestampInterval({ interval: 0 })
    const closedAt = await push(FEEDS.btcUsd, FIXTURE.btcUsd, 5)
    expect(await push(FEEDS.btcUsd, FIXTURE.btcUsd + 1n, 0)).toBe(closedAt)
    const next = await push(FEEDS.btcUsd, FIXTURE.btcUsd + 2n, 1)
    expect(next).toBe(closedAt + 1n)
    expect(await push(FEEDS.btcUsd, FIXTURE.btcUsd + 3n, 0)).toBe(next)
    await client.removeBlockTimestampInterval()
    const rounds = await find(closedAt)
    if (!rounds) throw new Error('rounds expected')
    expect((await answerOf(FEEDS.btcUsd, rounds.btcUsd)).answer).toBe(FIXTURE.btcUsd + 2n)
    expect(await priceAfter(closedAt, rounds)).toBeGreaterThan(0n)
    for (const step of [-2n, -1n, 1n]) {
      await expect(priceAfter(closedAt, { ...rounds, btcUsd: rounds.btcUsd + step })).rejects.toThrow('RoundNotFirst')
    }
  })

  it('takes the last of two rounds of one second', async () => {
    const { timestamp } = await client.getBlock()
    await client.setBlockTimestampInterval({ interval: 0 })
    const at = await push(FEEDS.wbtcBtc, FIXTURE.wbtcBtc, 5)
    expect(await push(FEEDS.wbtcBtc, FIXTURE.wbtcBtc - 1n, 0)).toBe(at)
    await client.removeBlockTimestampInterval()
    await push(FEEDS.btcUsd, FIXTURE.btcUsd, 10)
    const rounds = await find(timestamp + 1n)
    if (!rounds) throw new Error('rounds expected')
    expect((await answerOf(FEEDS.wbtcBtc, rounds.wbtcBtc)).answer).toBe(FIXTURE.wbtcBtc - 1n)
    expect(await priceAfter(timestamp + 1n, rounds)).toBeGreaterThan(0n)
  })

  it('says so when no close can be priced because the aggregator was replaced since, and goes on after', async () => {
    const { timestamp: closedAt } = await client.getBlock()
    await replaceAggregator(FEEDS.btcUsd)
    await push(FEEDS.btcUsd, FIXTURE.btcUsd, 10)
    await expect(find(closedAt)).rejects.toThrow(
      `BTC/USD has no round of its present aggregator at or before ${closedAt}: it cannot be priced`,
    )
    // The second of the new aggregator's first round: enough to know what comes next.
    const { timestamp: later } = await client.getBlock()
    const updatedAt = await push(FEEDS.btcUsd, FIXTURE.btcUsd, 10)
    const rounds = await find(later)
    expect(rounds?.btcUsd).toBe(PHASE_TWO + 2n)
    if (rounds) expect(await priceAfter(later, rounds)).toBeGreaterThan(0n)

    await replaceAggregator(FEEDS.usdcUsd)
    await push(FEEDS.usdcUsd, FIXTURE.usdcUsd, 10)
    await expect(find(later + 1n)).rejects.toThrow(
      `USDC/USD has no round of its present aggregator from before ${updatedAt}: this close cannot be priced`,
    )
  })
})
