import { encodeFunctionData, erc20Abi, parseAbi, parseUnits } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MAINNET, WBTC_USDC_POOL_FEE } from '../../chain/mainnet.ts'
import { createLog } from '../../log.ts'
import { FEEDS, FIXTURE } from './fixture.ts'
import { fundAccount } from './fundAccount.ts'
import { impersonate } from './impersonate.ts'
import { type LocalClient, localClient } from './localClient.ts'
import { pushFeedRounds } from './pushFeedRounds.ts'
import { type LocalChain, startLocalChain } from './startLocalChain.ts'

const log = createLog({ name: 'test', level: 'silent' })
const BUYER = '0x00000000000000000000000000000000000b0b00'

const FEED_ABI = parseAbi([
  'function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)',
  'function decimals() view returns (uint8)',
  'function description() view returns (string)',
  'function phaseId() view returns (uint16)',
  'function aggregator() view returns (address)',
  'function push(int256 answer)',
])
const UNISWAP_ABI = parseAbi([
  'function factory() view returns (address)',
  'function WETH9() view returns (address)',
  'function positionManager() view returns (address)',
  'function getPool(address, address, uint24) view returns (address)',
  'struct Quote { address tokenIn; address tokenOut; uint256 amountIn; uint24 fee; uint160 sqrtPriceLimitX96; }',
  'function quoteExactInputSingle(Quote params) returns (uint256 amountOut, uint160, uint32, uint256)',
  'struct Swap { address tokenIn; address tokenOut; uint24 fee; address recipient; uint256 amountIn; uint256 amountOutMinimum; uint160 sqrtPriceLimitX96; }',
  'function exactInputSingle(Swap params) payable returns (uint256 amountOut)',
])

const usdc = (amount: string) => parseUnits(amount, 6)
const pair = { tokenIn: MAINNET.usdc, tokenOut: MAINNET.wbtc, fee: WBTC_USDC_POOL_FEE, sqrtPriceLimitX96: 0n }

describe('the offline local chain', () => {
  let chain: LocalChain
  let client: LocalClient
  beforeAll(async () => {
    chain = await startLocalChain({ log })
    client = localClient(chain.rpcUrl)
  })
  afterAll(() => chain?.stop())

  const balance = (address: `0x${string}`, account: `0x${string}`) =>
    client.readContract({ address, abi: erc20Abi, functionName: 'balanceOf', args: [account] })
  const quote = async (amountIn: bigint) => {
    const { result } = await client.simulateContract({
      address: MAINNET.quoterV2,
      abi: UNISWAP_ABI,
      functionName: 'quoteExactInputSingle',
      args: [{ ...pair, amountIn }],
    })
    return result[0]
  }

  it('has chain id 31337', async () => {
    expect(await client.getChainId()).toBe(31337)
    expect(chain).toMatchObject({ chainId: 31337, forked: false })
  })

  it.each(Object.entries(MAINNET))('has code at %s', async (_name, address) => {
    expect((await client.getCode({ address }))?.length).toBeGreaterThan(1_000)
  })

  it.each([
    { address: MAINNET.wbtc, name: 'Wrapped BTC', symbol: 'WBTC', decimals: 8 },
    { address: MAINNET.usdc, name: 'USD Coin', symbol: 'USDC', decimals: 6 },
    { address: MAINNET.weth9, name: 'Wrapped Ether', symbol: 'WETH', decimals: 18 },
  ])('has $symbol with $decimals decimals', async ({ address, ...metadata }) => {
    const read = (functionName: 'name' | 'symbol' | 'decimals') =>
      client.readContract({ address, abi: erc20Abi, functionName })
    expect({ name: await read('name'), symbol: await read('symbol'), decimals: await read('decimals') }).toEqual(
      metadata,
    )
  })

  it.each(FEEDS)(
    'answers $description through a real proxy, fresh',
    async ({ proxy: address, description, answer }) => {
      const read = { address, abi: FEED_ABI } as const
      const round = await client.readContract({ ...read, functionName: 'latestRoundData' })
      // EACAggregatorProxy packs its phase above the aggregator's round.
      expect(round[0]).toBe((1n << 64n) | 1n)
      expect(round[1]).toBe(answer)
      expect(Number(round[3])).toBeGreaterThan(Date.now() / 1000 - 30)
      expect(await client.readContract({ ...read, functionName: 'decimals' })).toBe(8)
      expect(await client.readContract({ ...read, functionName: 'description' })).toBe(description)
      expect(await client.readContract({ ...read, functionName: 'phaseId' })).toBe(1)
    },
  )

  it('lets nobody but the operator push a round', async () => {
    const address = await client.readContract({
      address: MAINNET.proofOfReserveFeed,
      abi: FEED_ABI,
      functionName: 'aggregator',
    })
    await expect(
      client.simulateContract({ address, abi: FEED_ABI, functionName: 'push', args: [1n], account: BUYER }),
    ).rejects.toThrow(/reverted/)
  })

  it('starts with a reserve of 100.1 % of the supply', async () => {
    const supply = await client.readContract({ address: MAINNET.wbtc, abi: erc20Abi, functionName: 'totalSupply' })
    expect(supply).toBe(FIXTURE.wbtcSupply)
    expect((FIXTURE.proofOfReserve * 1000n) / supply).toBe(1001n)
  })

  it('wires the real Uniswap together, the pool at its mainnet address', async () => {
    const read = (address: `0x${string}`, functionName: 'factory' | 'WETH9' | 'positionManager') =>
      client.readContract({ address, abi: UNISWAP_ABI, functionName })
    for (const address of [MAINNET.positionManager, MAINNET.quoterV2, MAINNET.swapRouter02]) {
      expect(await read(address, 'factory')).toBe(MAINNET.uniswapV3Factory)
      expect(await read(address, 'WETH9')).toBe(MAINNET.weth9)
    }
    expect(await read(MAINNET.swapRouter02, 'positionManager')).toBe(MAINNET.positionManager)
    const pool = await client.readContract({
      address: MAINNET.uniswapV3Factory,
      abi: UNISWAP_ABI,
      functionName: 'getPool',
      args: [MAINNET.usdc, MAINNET.wbtc, WBTC_USDC_POOL_FEE],
    })
    expect(pool).toBe(MAINNET.wbtcUsdcPool)
  })

  it('holds about 400 WBTC and the same value of USDC in the pool', async () => {
    // A position rounds what it takes up, but its liquidity down: a few base units may stay outside.
    expect(FIXTURE.poolWbtc - (await balance(MAINNET.wbtc, MAINNET.wbtcUsdcPool))).toBeLessThan(10n)
    const pooledUsdc = await balance(MAINNET.usdc, MAINNET.wbtcUsdcPool)
    expect(pooledUsdc).toBeGreaterThan(usdc('39000000'))
    expect(pooledUsdc).toBeLessThan(usdc('41000000'))
  })

  it('prices WBTC as the feeds do', async () => {
    // 100,000 * 0.9995 / 1.0001 = 99,940 USDC, of which the pool keeps 0.3 %.
    const spent = usdc('100')
    const fair = (spent * FIXTURE.usdcUsd * 10n ** 10n) / (FIXTURE.btcUsd * FIXTURE.wbtcBtc)
    const shortOfFairBps = ((fair - (await quote(spent))) * 10_000n) / fair
    expect(shortOfFairBps).toBeGreaterThanOrEqual(29n)
    expect(shortOfFairBps).toBeLessThanOrEqual(31n)
  })

  it.each([
    { spent: '2000000', fromBps: 90n, toBps: 130n },
    { spent: '4000000', fromBps: 160n, toBps: 210n },
    { spent: '6000000', fromBps: 230n, toBps: 290n },
  ])('makes $spent USDC visibly dearer than the feeds', async ({ spent, fromBps, toBps }) => {
    const fair = (usdc(spent) * FIXTURE.usdcUsd * 10n ** 10n) / (FIXTURE.btcUsd * FIXTURE.wbtcBtc)
    const shortOfFairBps = ((fair - (await quote(usdc(spent)))) * 10_000n) / fair
    expect(shortOfFairBps).toBeGreaterThan(fromBps)
    expect(shortOfFairBps).toBeLessThan(toBps)
  })

  it('swaps for exactly what the quoter says, and for no less than asked', async () => {
    const amountIn = usdc('1000000')
    await fundAccount(chain, BUYER, { usdc: amountIn })
    const expected = await quote(amountIn)
    const swap = (amountOutMinimum: bigint) =>
      encodeFunctionData({
        abi: UNISWAP_ABI,
        functionName: 'exactInputSingle',
        args: [{ ...pair, recipient: BUYER, amountIn, amountOutMinimum }],
      })
    await impersonate(client, BUYER, async (send) => {
      const args = [MAINNET.swapRouter02, amountIn] as const
      await send({ to: MAINNET.usdc, data: encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args }) })
      await expect(send({ to: MAINNET.swapRouter02, data: swap(expected + 1n) })).rejects.toThrow(/reverted/)
      await send({ to: MAINNET.swapRouter02, data: swap(expected) })
    })
    expect(await balance(MAINNET.wbtc, BUYER)).toBe(expected)
    expect(await balance(MAINNET.usdc, BUYER)).toBe(0n)
  })

  it('gives WBTC without changing its supply, and USDC and ether on top of what is there', async () => {
    const account = '0x00000000000000000000000000000000000a1100'
    const supply = () => client.readContract({ address: MAINNET.wbtc, abi: erc20Abi, functionName: 'totalSupply' })
    const before = await supply()
    await fundAccount(chain, account, { wbtc: 5n, usdc: 7n, eth: 11n })
    await fundAccount(chain, account, { wbtc: 5n, usdc: 7n, eth: 11n })
    expect(await supply()).toBe(before)
    expect(await balance(MAINNET.wbtc, account)).toBe(10n)
    expect(await balance(MAINNET.usdc, account)).toBe(14n)
    expect(await client.getBalance({ address: account })).toBe(22n)
  })

  it('pushes fresh rounds with the same answers', async () => {
    const read = (address: `0x${string}`) =>
      client.readContract({ address, abi: FEED_ABI, functionName: 'latestRoundData' })
    const before = await Promise.all(FEEDS.map(({ proxy }) => read(proxy)))
    await client.increaseTime({ seconds: 86_400 })
    await pushFeedRounds(chain, log)
    const after = await Promise.all(FEEDS.map(({ proxy }) => read(proxy)))
    for (const [i, [roundId, answer, , updatedAt]] of after.entries()) {
      expect(roundId).toBe((before[i]?.[0] ?? 0n) + 1n)
      expect(answer).toBe(before[i]?.[1])
      expect(updatedAt).toBeGreaterThanOrEqual((before[i]?.[3] ?? 0n) + 86_400n)
    }
  })

  it('leaves the ten accounts of anvil untouched', async () => {
    for (const address of await client.getAddresses()) {
      expect(await client.getTransactionCount({ address })).toBe(0)
    }
  })
})
