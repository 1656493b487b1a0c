import { encodeFunctionData, erc20Abi, parseUnits } from 'viem'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { MAINNET } from '../../chain/mainnet.ts'
import { createLog } from '../../log.ts'
import { FIXTURE } from '../chain/fixture.ts'
import { fundAccount } from '../chain/fundAccount.ts'
import { impersonate } from '../chain/impersonate.ts'
import { type LocalClient, localClient } from '../chain/localClient.ts'
import { type LocalChain, startLocalChain } from '../chain/startLocalChain.ts'
import { type Custodian, type CustodianParameters, startCustodian } from './startCustodian.ts'

const API_KEY = 'custodian-test-key'
const RESERVE = '0x00000000000000000000000000000000000a1100'
const SHORTFALL = parseUnits('150', 8)

describe('the simulated custodian', () => {
  const lines: string[] = []
  const log = createLog({ name: 'test', level: 'info', stream: { write: (line) => void lines.push(line) } })
  const custodians: Custodian[] = []
  let chain: LocalChain
  let client: LocalClient
  let url: string

  const start = async (changed: Partial<CustodianParameters> = {}) => {
    const custodian = await startCustodian({
      apiKey: API_KEY,
      client,
      collateral: MAINNET.wbtc,
      proofOfReserveFeed: MAINNET.proofOfReserveFeed,
      reserveAddress: RESERVE,
      shortfall: SHORTFALL,
      log,
      ...changed,
    })
    custodians.push(custodian)
    return custodian.url
  }
  const call = async (
    path: string,
    { body, key = API_KEY, at = url }: { body?: unknown; key?: string; at?: string } = {},
  ) => {
    const response = await fetch(`${at}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    return { status: response.status, json: (await response.json()) as Record<string, unknown> }
  }
  const reserve = async (at = url) => BigInt((await call('/reserves', { at })).json.totalReserve as string)

  beforeAll(async () => {
    chain = await startLocalChain({ log: createLog({ name: 'test', level: 'silent' }) })
    client = localClient(chain.rpcUrl)
  })
  afterAll(() => chain?.stop())
  beforeEach(async () => {
    url = await start()
  })
  afterEach(async () => {
    await Promise.all(custodians.splice(0).map((custodian) => custodian.stop()))
  })

  it('states digits as strings, and the time of the block they are from', async () => {
    const { status, json } = await call('/reserves')
    const received = await client.readContract({
      address: MAINNET.wbtc,
      abi: erc20Abi,
      functionName: 'balanceOf',
      args: [RESERVE],
    })
    expect(status).toBe(200)
    expect(json).toEqual({
      totalReserve: (FIXTURE.proofOfReserve + received).toString(),
      totalLiabilities: FIXTURE.wbtcSupply.toString(),
      asOf: expect.any(Number),
    })
    expect(Math.abs((json.asOf as number) - Date.now() / 1000)).toBeLessThan(3)
  })

  it.each(['/reserves', '/state', '/nowhere'])('refuses GET %s without the key', async (path) => {
    for (const key of ['', 'wrong', `${API_KEY}x`, API_KEY.slice(1)]) {
      expect(await call(path, { key })).toMatchObject({ status: 401, json: { error: expect.any(String) } })
    }
    expect((await fetch(`${url}${path}`)).status).toBe(401)
  })

  it.each(['/toggle', '/set-reserves'])('refuses POST %s without the key, and changes nothing', async (path) => {
    const before = await reserve()
    expect(await call(path, { key: 'wrong', body: { totalReserve: '1' } })).toMatchObject({ status: 401 })
    expect(await reserve()).toBe(before)
  })

  it('keeps a toggled shortfall until it is toggled back or healed by a real transfer', async () => {
    const whole = await reserve()
    expect((await call('/toggle', { body: {} })).json).toEqual({ shortfallOn: true })
    expect(await reserve()).toBe(whole - SHORTFALL)
    await client.mine({ blocks: 20 })
    expect(await reserve()).toBe(whole - SHORTFALL)

    await fundAccount(chain, RESERVE, { wbtc: SHORTFALL })
    expect(await reserve()).toBe(whole)
    expect((await call('/state')).json).toMatchObject({ shortfallOn: true, offset: { totalReserve: `-${SHORTFALL}` } })

    expect((await call('/toggle', { body: {} })).json).toEqual({ shortfallOn: false })
    expect(await reserve()).toBe(whole + SHORTFALL)
  })

  it('sets only offsets, so that later transfers and mints still count', async () => {
    await call('/toggle', { body: {} })
    const totals = { totalReserve: '1000', totalLiabilities: 2000 }
    expect((await call('/set-reserves', { body: totals })).json).toEqual({
      totalReserve: '1000',
      totalLiabilities: '2000',
    })
    expect((await call('/state')).json).toMatchObject({
      totalReserve: '1000',
      totalLiabilities: '2000',
      shortfallOn: false,
    })
    await fundAccount(chain, RESERVE, { wbtc: 7n })
    expect((await call('/reserves')).json).toMatchObject({ totalReserve: '1007', totalLiabilities: '2000' })
    await call('/set-reserves', { body: { totalLiabilities: '3000' } })
    expect((await call('/reserves')).json).toMatchObject({ totalReserve: '1007', totalLiabilities: '3000' })
  })

  it.each([
    [{ totalReserve: 1.5 }, /totalReserve: 1\.5 is not an amount/],
    [{ totalReserve: '-1' }, /totalReserve: "-1" is not an amount/],
    [{ totalLiabilities: (2n ** 97n).toString() }, /totalLiabilities: "158456/],
    [{}, /send totalReserve, totalLiabilities or both/],
    [{ reserve: '1' }, /reserve/],
  ])('answers 400 to %j and changes nothing', async (body, reason) => {
    const before = await reserve()
    expect(await call('/set-reserves', { body })).toEqual({
      status: 400,
      json: { error: expect.stringMatching(reason) },
    })
    expect(await reserve()).toBe(before)
  })

  it('answers errors in JSON: no such endpoint, not JSON, too long', async () => {
    expect(await call('/nowhere')).toMatchObject({ status: 404, json: { error: 'no such endpoint: GET /nowhere' } })
    const post = (body: string) =>
      fetch(`${url}/set-reserves`, {
        method: 'POST',
        headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
        body,
      })
    for (const [body, status] of [
      ['{', 400],
      [JSON.stringify({ totalReserve: '1'.repeat(2_000) }), 413],
    ] as const) {
      const response = await post(body)
      expect(response.status).toBe(status)
      expect(await response.json()).toEqual({ error: expect.any(String) })
    }
  })

  it('states the figures of lagSeconds ago, and that time', async () => {
    const lagSeconds = 30
    const late = await start({ lagSeconds })
    const whole = await reserve()
    await client.increaseTime({ seconds: 100 })
    await client.mine({ blocks: 1 })
    await fundAccount(chain, RESERVE, { wbtc: 5n })
    await call('/toggle', { body: {}, at: late })
    // Known at once by who looks now; not yet in what is stated.
    expect((await call('/state', { at: late })).json.totalReserve).toBe((whole + 5n - SHORTFALL).toString())
    const first = await call('/reserves', { at: late })
    expect(first.json.totalReserve).toBe(whole.toString())
    const { timestamp } = await client.getBlock()
    expect(first.json.asOf).toBeLessThanOrEqual(Number(timestamp) - lagSeconds)

    await client.increaseTime({ seconds: lagSeconds + 1 })
    await client.mine({ blocks: 1 })
    expect(await reserve(late)).toBe(whole + 5n - SHORTFALL)
  })

  it('states nothing older than its own opening', async () => {
    const late = await start({ lagSeconds: 1_000_000 })
    const { timestamp } = await client.getBlock()
    expect((await call('/reserves', { at: late })).json.asOf).toBeGreaterThanOrEqual(Number(timestamp) - 2)
  })

  it('never states a negative figure', async () => {
    const at = await start({ shortfall: FIXTURE.proofOfReserve * 2n })
    await call('/toggle', { body: {}, at })
    expect(await call('/reserves', { at })).toMatchObject({
      status: 503,
      json: { error: expect.stringMatching(/offsets exceed/) },
    })
  })

  it.each([
    [{ apiKey: '' }, /API key/],
    [{ lagSeconds: -1 }, /lagSeconds is -1/],
    [{ lagSeconds: 1.5 }, /lagSeconds is 1.5/],
    [{ collateral: MAINNET.usdc }, /8 decimals and the collateral 6/],
  ])('does not start with %j', async (parameters, reason) => {
    await expect(start(parameters)).rejects.toThrow(reason)
  })

  it('counts a transfer by anyone, only when it reaches the reserve', async () => {
    const before = await reserve()
    const transfer = (to: `0x${string}`) =>
      encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [to, 9n] })
    await impersonate(client, FIXTURE.wbtcHolder, async (send) => {
      await send({ to: MAINNET.wbtc, data: transfer(FIXTURE.liquidityProvider) })
      expect(await reserve()).toBe(before)
      await send({ to: MAINNET.wbtc, data: transfer(RESERVE) })
      expect(await reserve()).toBe(before + 9n)
    })
  })

  it('logs neither key nor figures', async () => {
    await call('/toggle', { body: {} })
    await call('/set-reserves', { body: { totalReserve: '123456789012' } })
    const text = lines.join('')
    expect(text).toContain('simulated custodian')
    for (const secret of [API_KEY, '123456789012', FIXTURE.proofOfReserve, FIXTURE.wbtcSupply, SHORTFALL]) {
      expect(text).not.toContain(String(secret))
    }
  })
})
