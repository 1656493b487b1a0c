import path from 'node:path'
import {
  type Address,
  encodeDeployData,
  encodeFunctionData,
  erc20Abi,
  type Hex,
  type PublicClient,
  parseAbi,
} from 'viem'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AwalSettings } from '../../offchain/agent/mechanisms/awal/awalSettings.ts'
import { createClient } from '../../offchain/chain/createClient.ts'
import { impersonate } from '../../offchain/local/chain/impersonate.ts'
import { type LocalClient, localClient } from '../../offchain/local/chain/localClient.ts'
import { readArtifact } from '../../offchain/local/chain/readArtifact.ts'
import { type Anvil, startAnvil } from '../../offchain/local/chain/startAnvil.ts'
import { killIfAlive, startTestProgram } from '../../offchain/local/process/testPrograms.ts'
import { createLog } from '../../offchain/log.ts'
import { type AwalPassParameters, localAwalSettings, openActions, runAwalPass } from './awalHarness.ts'
import { type FakeAwal, installFakeAwal } from './fakeAwal/installFakeAwal.ts'

const ACCOUNT: Address = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
const RECIPIENT: Address = '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359'
const SPEND = 40_123_456n

const tokenAbi = [
  ...erc20Abi,
  ...parseAbi(['constructor(uint8 decimals)', 'function mint(address to, uint256 amount)']),
] as const

let anvil: Anvil
let local: LocalClient
let client: PublicClient
beforeAll(async () => {
  anvil = await startAnvil({ port: 0, log: createLog({ name: 'anvil', level: 'silent' }) })
  local = localClient(anvil.rpcUrl)
  client = await createClient({ rpcUrl: anvil.rpcUrl, pollingIntervalMs: 20 })
})
afterAll(() => anvil.process.stop())

const deployUsdc = async (held: bigint): Promise<Address> => {
  const { bytecode } = await readArtifact('out/MintableERC20.sol/MintableERC20.json')
  return impersonate(local, ACCOUNT, async (send) => {
    const { contractAddress } = await send({ data: encodeDeployData({ abi: tokenAbi, bytecode, args: [6] }) })
    if (!contractAddress) throw new Error('the token was not deployed')
    const data = encodeFunctionData({ abi: tokenAbi, functionName: 'mint', args: [ACCOUNT, held] })
    await send({ to: contractAddress, data })
    return contractAddress
  })
}

/** The dialects differ in arguments only, and awalWallet.test.ts speaks both. */
const VERSIONS = process.env.TEST_DEEP === '1' ? ['2.0.3', '2.10.0'] : ['2.10.0']

describe.each(VERSIONS)('the awal mechanism, with awal %s', (version) => {
  let usdc: Address
  let fake: FakeAwal
  let settings: AwalSettings
  let lines: string[]
  let actionsFile: string
  beforeEach(async () => {
    usdc = await deployUsdc(100_000_000n)
    fake = installFakeAwal({ account: ACCOUNT, version, rpcUrl: anvil.rpcUrl, usdc })
    settings = localAwalSettings({ program: fake.program, usdc, account: ACCOUNT, recipient: RECIPIENT })
    lines = []
    actionsFile = path.join(fake.home, 'actions.json')
  })
  afterEach(() => fake.remove())

  const pass = (change: Partial<AwalPassParameters> = {}) =>
    runAwalPass({
      ...{ settings, client, actionsFile, epoch: 1, spend: SPEND },
      onLine: (line) => lines.push(line),
      ...change,
    })
  const received = () =>
    client.readContract({ address: usdc, abi: erc20Abi, functionName: 'balanceOf', args: [RECIPIENT] })
  const transferByHand = (amount: bigint) =>
    impersonate(local, ACCOUNT, (send) =>
      send({
        to: usdc,
        data: encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [RECIPIENT, amount] }),
      }),
    )
  const journalled = (id = 1) =>
    openActions(actionsFile)
      .read()
      .find((action) => action.id === id)

  it('sends the order to the custodian, once, and finds it on the chain', async () => {
    expect(await pass()).toBe('mined')
    expect(await received()).toBe(SPEND)
    const txHash = (journalled() as unknown as { txHash: Hex }).txHash
    expect((await client.getTransactionReceipt({ hash: txHash })).status).toBe('success')
    expect(await pass()).toBe('alreadyHealed')
    expect(fake.callsOf('send')).toHaveLength(1)
  })

  it('is not credited with an equal transfer from before it began', async () => {
    await transferByHand(SPEND)
    fake.configure({ fault: 'die' })
    expect(await pass()).toBe('unknown')
  })

  it('says at the start what it does not guarantee, and nowhere how much it sends', async () => {
    await pass()
    fake.configure({ refusal: `Transaction failed: cannot send ${SPEND} or 40.123456 USDC` })
    await pass({ epoch: 2 })
    expect(lines[0]).toContain('awal is outside the treasury')
    expect(lines.join('\n')).not.toMatch(/40123456|40\.12/)
    expect(lines.length).toBeGreaterThan(4)
  })

  it.each([
    ['names no transaction', { hashKey: undefined }],
    ['dies after it has sent', { fault: 'dieAfter' }],
    ['prints prose', { fault: 'garbage' }],
    ['ends with an exit code that means nothing', { fault: 'exitCode' }],
  ])('believes the chain when awal %s', async (_case, config) => {
    fake.configure(config)
    expect(await pass()).toBe('mined')
    expect(await received()).toBe(SPEND)
  })

  it('halts when the chain does not show what was handed over, and sends nothing more', async () => {
    fake.configure({ fault: 'die' })
    expect(await pass()).toBe('unknown')
    expect(lines.at(-1)).toMatch(/ended by SIGKILL; no such transfer in blocks \d+ to \d+; the balance is unchanged/)
    fake.configure({ fault: undefined })
    expect(await pass()).toBe('awalOutstanding')
    expect(await pass({ epoch: 2 })).toBe('awalOutstanding')
    expect(await received()).toBe(0n)
    expect(fake.callsOf('send')).toHaveLength(1)
  })

  it('does not take the word of awal for a transfer that the chain does not hold', async () => {
    fake.configure({ rpcUrl: undefined })
    expect(await pass()).toBe('unknown')
    expect(fake.ledger().sent).toHaveLength(1)
  })

  it('knows that a refusal sent nothing, and still does not try the epoch again', async () => {
    fake.configure({ refusal: 'Transaction failed: Amount $40 exceeds per-request limit of $5.' })
    expect(await pass()).toBe('failed')
    fake.configure({ refusal: undefined })
    expect(await pass()).toBe('attemptsExhausted')
    expect(await pass({ epoch: 2 })).toBe('mined')
    expect(await received()).toBe(SPEND)
  })

  it.each([
    ['nobody is logged in', { isLoggedIn: false }, /not logged in/],
    ['somebody else is logged in', { account: RECIPIENT }, /the agentic wallet is 0xfB69/],
    ['the balance is of another chain', { fault: 'otherChain' }, /not asked for/],
  ])('waits while %s', async (_case, config, message) => {
    fake.configure(config)
    expect(await pass()).toBe('awalUnavailable')
    expect(lines.join('\n')).toMatch(message)
    expect(fake.callsOf('send')).toEqual([])
  })

  it('waits for enough USDC, and for an order within its caps', async () => {
    const rich = { ...settings, maxPerAction: 200_000_000n, maxPerDay: 200_000_000n }
    expect(await pass({ spend: 100_000_001n, settings: rich })).toBe('insufficientFunds')
    expect(await pass({ spend: settings.maxPerAction + 1n })).toBe('awalLimit')
    expect(await pass({ epoch: 1 })).toBe('mined')
    expect(await pass({ epoch: 2 })).toBe('mined')
    expect(await pass({ epoch: 3 })).toBe('awalLimit')
  })

  it('looks at the newest block as well: the treasury would refuse by it', async () => {
    expect(await pass({ head: { lastHealedEpoch: 1 } })).toBe('alreadyHealed')
    expect(await pass({ head: { epoch: 2 } })).toBe('orderNotAttested')
    expect(fake.callsOf('send')).toEqual([])
  })

  it('hands nothing over in a dry run', async () => {
    await expect(pass({ isDryRun: true })).rejects.toThrow('a dry run hands nothing')
    expect(fake.callsOf('send')).toEqual([])
  })

  describe('when USDC does not suffice', () => {
    beforeEach(async () => {
      usdc = await deployUsdc(1_000_000n)
      fake.configure({ usdc })
      settings = { ...settings, usdc, trade: { amount: 10n ** 16n, slippageBps: 50 } }
    })

    it('sells ether first', async () => {
      fake.configure({ tradeYields: '40000000' })
      expect(await pass()).toBe('mined')
      expect(await received()).toBe(SPEND)
      expect(fake.callsOf('trade')).toEqual([
        ['trade', '0.010000000000000000', 'eth', 'usdc', '--chain', 'base', '--slippage', '50', '--json'],
      ])
    })

    it('sends nothing when the trade brings too little, and halts', async () => {
      fake.configure({ tradeYields: '1000000' })
      expect(await pass()).toBe('unknown')
      expect(fake.callsOf('send')).toEqual([])
      expect(await pass({ epoch: 2 })).toBe('awalOutstanding')
      expect(fake.callsOf('trade')).toHaveLength(1)
    })

    it('sends nothing after a trade that was refused or whose outcome is unknown', async () => {
      fake.configure({ refusal: 'Swap failed: No liquidity' })
      expect(await pass()).toBe('failed')
      fake.configure({ refusal: 'Swap failed: TRANSFER_FROM_FAILED' })
      expect(await pass({ epoch: 2 })).toBe('unknown')
      expect(fake.callsOf('send')).toEqual([])
    })

    it('waits when there is too little ether as well', async () => {
      settings = { ...settings, trade: { amount: 10n ** 30n, slippageBps: 50 } }
      expect(await pass()).toBe('insufficientFunds')
    })
  })

  describe('what became of an action whose outcome is unknown', () => {
    const recovered = async (change: Partial<AwalPassParameters> = {}) => {
      await pass(change)
      return journalled()
    }
    beforeEach(async () => {
      fake.configure({ fault: 'die' })
      expect(await pass()).toBe('unknown')
      fake.configure({ fault: undefined })
    })

    it('is found as soon as its transfer is deep enough, and no earlier', async () => {
      settings = { ...settings, confirmations: 2n }
      await transferByHand(SPEND)
      expect(await recovered()).toMatchObject({
        state: 'unknown',
        reason: expect.stringContaining('not 2 blocks deep'),
      })
      await local.mine({ blocks: 2 })
      expect(await recovered()).toMatchObject({ state: 'mined', reason: expect.stringContaining('on chain 31337') })
      expect(fake.callsOf('send')).toHaveLength(1)
    })

    it('is not learnt from another amount', async () => {
      await transferByHand(SPEND - 1n)
      expect(await recovered()).toMatchObject({
        state: 'unknown',
        reason: expect.stringContaining('balance has changed'),
      })
    })

    it('is not learnt from two transfers: one of them is somebody else', async () => {
      await transferByHand(SPEND)
      await transferByHand(SPEND)
      expect(await recovered()).toMatchObject({ state: 'unknown', reason: expect.stringContaining('holds 2 such') })
    })

    it('is not learnt from a transfer that another action is credited with', async () => {
      await transferByHand(SPEND)
      expect(await recovered()).toMatchObject({ state: 'mined' })
      const first = journalled()
      if (!first) throw new Error('nothing is journalled')
      openActions(actionsFile).save({
        ...first,
        id: 7,
        state: 'unknown',
        memo: first.memo?.replace(/,"txHash":"0x\w+"/, ''),
      })
      await pass()
      expect(journalled(7)).toMatchObject({ state: 'unknown', reason: expect.stringContaining('no such transfer') })
    })

    it('is not looked for on another chain than the one it began on, or with nothing to go by', async () => {
      await transferByHand(SPEND)
      const action = journalled()
      if (!action) throw new Error('nothing is journalled')
      openActions(actionsFile).save({ ...action, memo: action.memo?.replace('31337', '8453') })
      expect(await recovered()).toMatchObject({ state: 'unknown', reason: expect.stringContaining('another chain') })
      openActions(actionsFile).save({ ...action, memo: undefined })
      expect(await recovered()).toMatchObject({ state: 'unknown', reason: expect.stringContaining('does not say') })
    })
  })

  describe('after kill -9 in the middle of a send', () => {
    const startAgent = () => {
      const parameters = JSON.stringify({ settings, actionsFile }, (_key, value) =>
        typeof value === 'bigint' ? `bigint ${value}` : value,
      )
      return startTestProgram(`
        import { createClient } from './offchain/chain/createClient.ts'
        import { runAwalPass } from './test/offchain/awalHarness.ts'
        const revive = (key, value) => /^bigint /.test(value) ? BigInt(value.slice(7)) : value
        const parameters = JSON.parse(${JSON.stringify(parameters)}, revive)
        const client = await createClient({ rpcUrl: ${JSON.stringify(anvil.rpcUrl)}, pollingIntervalMs: 20 })
        await runAwalPass({ ...parameters, client, epoch: 1, spend: ${SPEND}n, onLine: (line) => console.log(line.trim()) })
      `)
    }
    const killInTheMiddle = async (fault: string) => {
      fake.configure({ fault })
      const agent = startAgent()
      await agent.line(/^intended 1/)
      await expect.poll(() => fake.pids(), { timeout: 20_000 }).toHaveLength(1)
      agent.process.kill('SIGKILL')
      expect(await agent.exited).toBe('SIGKILL')
      expect(journalled()?.state).toBe('intended')
    }

    it('is halted while awal has not sent, and mined once it has, and sent once', async () => {
      await killInTheMiddle('gate')
      for (const epoch of [1, 2]) expect(await pass({ epoch })).toBe('awalOutstanding')
      fake.openGate()
      await expect.poll(received, { timeout: 20_000 }).toBe(SPEND)
      expect(await pass()).toBe('alreadyHealed')
      expect(journalled()?.state).toBe('mined')
      expect(fake.callsOf('send')).toHaveLength(1)
      expect(await received()).toBe(SPEND)
    })

    it('is mined when awal had sent, and sent once', async () => {
      await killInTheMiddle('gateAfter')
      await expect.poll(received, { timeout: 20_000 }).toBe(SPEND)
      expect(await pass()).toBe('alreadyHealed')
      expect(journalled()?.state).toBe('mined')
      expect(fake.callsOf('send')).toHaveLength(1)
    })

    it('stays halted for good when awal died with it, and nothing is sent', async () => {
      await killInTheMiddle('gate')
      for (const pid of fake.pids()) killIfAlive(pid)
      await local.mine({ blocks: 50 })
      for (const epoch of [1, 1, 2]) expect(await pass({ epoch })).toBe('awalOutstanding')
      expect(journalled()?.state).toBe('unknown')
      expect(await received()).toBe(0n)
      expect(fake.callsOf('send')).toHaveLength(1)
    })
  })

  it.each([
    ['a chain that is not the configured one', { chainId: 8453 }, 'AWAL_RPC_URL is of chain 31337, not of base (8453)'],
    ['itself as the recipient', { recipient: ACCOUNT }, 'AWAL_RECIPIENT is the agentic wallet itself'],
    [
      'caps that contradict each other',
      { maxPerAction: 101_000_000n },
      'AWAL_MAX_PER_ACTION is above AWAL_MAX_PER_DAY',
    ],
    [
      'a trade where ether is not sold',
      { chain: 'polygon', trade: { amount: 1n, slippageBps: 50 } },
      'awal sells ether on Base only',
    ],
  ] as const)('does not start with %s', async (_case, change, message) => {
    await expect(pass({ settings: { ...settings, ...change } })).rejects.toThrow(message)
  })
})
