import { createWalletClient, getAbiItem, type Hex, http, parseTransaction } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dryRunWallet } from '../../offchain/agent/wallets/dryRunWallet.ts'
import type { Wallet } from '../../offchain/agent/wallets/wallet.ts'
import { recoveryTreasuryAbi } from '../../offchain/chain/generated.ts'
import { LOCAL_ACCOUNTS } from '../../offchain/local/stack/accounts.ts'
import { type AgentHarness, startAgentHarness } from './agentHarness.ts'

/** 100,000 USDC: a small order for the local pool. */
const SPEND = 100_000_000_000n
const sent = (id: number) => ({ action: 'sent', kind: 'heal', id })
const simulated = (id: number) => ({ action: 'simulated', kind: 'heal', id })
const healedEvent = getAbiItem({ abi: recoveryTreasuryAbi, name: 'Healed' })

describe('agent', () => {
  let harness: AgentHarness
  beforeAll(async () => {
    harness = await startAgentHarness()
  })
  afterAll(() => harness.stop())

  const healsOf = async (epoch: number): Promise<number> => {
    const { client, deployment } = harness
    const logs = await client.getLogs({
      address: deployment.treasury,
      event: healedEvent,
      args: { epoch },
      fromBlock: deployment.startBlock,
    })
    return logs.length
  }

  it('heals the latest order once, however often it runs, and closes it in the journal', async () => {
    const epoch = await harness.report({ spend: SPEND })
    const agent = await harness.agent()
    expect(await harness.reconcile(agent)).toEqual(sent(epoch))
    for (let pass = 0; pass < 3; pass++) {
      expect(await harness.reconcile(agent)).toEqual({ action: 'waited', reason: 'alreadyHealed' })
    }
    expect(await healsOf(epoch)).toBe(1)
    const record = await agent.journal.action('heal', epoch)
    expect(record).toMatchObject({ state: 'mined', amount: SPEND })
    expect(record?.delivered).toBeGreaterThanOrEqual(record?.minOut ?? 0n)

    await harness.report({ spend: 0n, isSolvent: true })
    expect(await harness.reconcile(agent)).toEqual({ action: 'waited', reason: 'noOrder' })
    expect((await agent.journal.action('heal', epoch))?.state).toBe('mined')
    // Until the chain calls the block final, a reorganisation may take the heal back.
    await harness.mine(70)
    await harness.reconcile(agent)
    const reason = 'a later report says SOLVENT'
    expect(await agent.journal.action('heal', epoch)).toMatchObject({ state: 'confirmed', reason })
  })

  it('sends nothing as a dry run, and can do it for real afterwards from the same journal', async () => {
    const epoch = await harness.report({ spend: SPEND })
    const dry = await harness.agent({ wallet: dryRunWallet(LOCAL_ACCOUNTS.agent.address) })
    const nonce = await harness.client.getTransactionCount({ address: LOCAL_ACCOUNTS.agent.address })
    expect(await harness.reconcile(dry)).toEqual(simulated(epoch))
    expect(await harness.reconcile(dry)).toEqual({ action: 'waited', reason: 'alreadySimulated' })
    expect(await harness.client.getTransactionCount({ address: LOCAL_ACCOUNTS.agent.address })).toBe(nonce)

    const live = await harness.agent({ journal: dry.journal })
    expect(await harness.reconcile(live)).toEqual(sent(epoch))
    expect(await healsOf(epoch)).toBe(1)
  })

  it('journals before it sends, and after a crash in between sends the very same bytes', async () => {
    const epoch = await harness.report({ spend: SPEND })
    const journal = await harness.openJournal()
    const real = harness.localWallet()
    const crash = new Error('killed before the broadcast')
    const dying: Wallet = { ...real, broadcast: () => Promise.reject(crash) }
    await expect(harness.reconcile(await harness.agent({ wallet: dying, journal }))).rejects.toThrow(crash)
    const intended = await journal.action('heal', epoch)
    expect(intended).toMatchObject({ state: 'intended' })
    expect(await healsOf(epoch)).toBe(0)

    const sentBytes: Hex[] = []
    const restarted: Wallet = {
      ...real,
      broadcast: (raw) => {
        sentBytes.push(raw)
        return real.broadcast(raw)
      },
    }
    const agent = await harness.agent({ wallet: restarted, journal })
    expect(await harness.reconcile(agent)).toEqual({ action: 'waited', reason: 'actionOutstanding' })
    expect(sentBytes).toEqual([intended?.transactions[0]?.rawTransaction])
    expect(await harness.reconcile(agent)).toEqual({ action: 'waited', reason: 'alreadyHealed' })
    expect(await healsOf(epoch)).toBe(1)
  })

  it('heals once when two agents with one key race', async () => {
    const epoch = await harness.report({ spend: SPEND })
    const [first, second] = [await harness.agent(), await harness.agent()]
    await Promise.allSettled([harness.reconcile(first), harness.reconcile(second)])
    await harness.mine(1)
    await Promise.allSettled([harness.reconcile(first), harness.reconcile(second)])
    expect(await healsOf(epoch)).toBe(1)
  })

  it('signs anew, at the next nonce, when another transaction took the first one', async () => {
    const epoch = await harness.report({ spend: SPEND })
    const real = harness.localWallet()
    const agent = await harness.agent({ wallet: { ...real, broadcast: async () => undefined } })
    expect(await harness.reconcile(agent)).toEqual(sent(epoch))
    const other = createWalletClient({
      account: privateKeyToAccount(LOCAL_ACCOUNTS.agent.privateKey),
      chain: harness.client.chain,
      transport: http(harness.chain.rpcUrl),
    })
    const hash = await other.sendTransaction({
      to: LOCAL_ACCOUNTS.guardian.address,
      value: 1n,
      chain: harness.client.chain,
    })
    await harness.client.waitForTransactionReceipt({ hash })
    const nonce = (await agent.journal.action('heal', epoch))?.transactions[0]?.nonce ?? Number.NaN
    expect(await harness.reconcile(agent)).toEqual(sent(epoch))
    const transactions = [{ nonce }, { nonce: nonce + 1 }]
    expect(await agent.journal.action('heal', epoch)).toMatchObject({ transactions })
  })

  it('tries a reverted epoch again, three times at most', async () => {
    const epoch = await harness.report({ spend: SPEND })
    const real = harness.localWallet()
    // Signed, but for an order that the treasury refuses: mined, and reverted.
    const agent = await harness.agent({
      wallet: { ...real, prepare: () => harness.signReverting() },
    })
    for (let attempt = 1; attempt <= 3; attempt++) {
      expect(await harness.reconcile(agent)).toEqual(sent(epoch))
      expect((await agent.journal.action('heal', epoch))?.transactions).toHaveLength(attempt)
      await harness.mine(1)
    }
    expect(await harness.reconcile(agent)).toEqual({ action: 'waited', reason: 'attemptsExhausted' })
    expect(await agent.journal.action('heal', epoch)).toMatchObject({
      state: 'failed',
      reason: 'the transaction reverted',
    })
    expect(await healsOf(epoch)).toBe(0)
  })

  it('gives up a heal that a newer report has made void, and outbids it at the same nonce', async () => {
    const first = await harness.report({ spend: SPEND })
    const real = harness.localWallet()
    const lost = await harness.agent({ wallet: { ...real, broadcast: async () => undefined } })
    expect(await harness.reconcile(lost)).toEqual(sent(first))
    const second = await harness.report({ spend: SPEND })
    const agent = await harness.agent({ journal: lost.journal })
    expect(await harness.reconcile(agent)).toEqual(sent(second))
    expect(await agent.journal.action('heal', first)).toMatchObject({ state: 'failed', reason: /newer report/ })
    const [old, replacement] = await Promise.all(
      [first, second].map(async (id) => (await agent.journal.action('heal', id))?.transactions.at(-1)),
    )
    expect(replacement?.nonce).toBe(old?.nonce)
    const fee = (raw?: Hex) => parseTransaction(raw ?? '0x').maxFeePerGas ?? 0n
    expect(fee(replacement?.rawTransaction)).toBeGreaterThanOrEqual((fee(old?.rawTransaction) * 110n) / 100n)
    expect(await healsOf(second)).toBe(1)
  })

  it('stops sending what a former key signed', async () => {
    await harness.undoAfter(async () => {
      const epoch = await harness.report({ spend: SPEND })
      const real = harness.localWallet()
      const stolen = await harness.agent({ wallet: { ...real, broadcast: async () => undefined } })
      await harness.reconcile(stolen)
      await harness.setAgent(LOCAL_ACCOUNTS.guardian.address)
      const sentBytes: Hex[] = []
      const successor: Wallet = {
        ...real,
        address: LOCAL_ACCOUNTS.guardian.address,
        broadcast: async (raw) => void sentBytes.push(raw),
      }
      await harness.reconcile(
        await harness.agent({ wallet: { ...successor, prepare: async () => undefined }, journal: stolen.journal }),
      )
      expect(sentBytes).toEqual([])
      expect((await stolen.journal.action('heal', epoch))?.state).not.toBe('intended')
    })
  })

  it('goes back to a dry run with a heal outstanding, sends nothing and does not fail', async () => {
    const epoch = await harness.report({ spend: SPEND })
    const live = await harness.agent({ wallet: { ...harness.localWallet(), broadcast: async () => undefined } })
    await harness.reconcile(live)
    const dry = await harness.agent({ wallet: dryRunWallet(LOCAL_ACCOUNTS.agent.address), journal: live.journal })
    expect(await harness.reconcile(dry)).toEqual({ action: 'waited', reason: 'actionOutstanding' })
    expect((await dry.journal.action('heal', epoch))?.state).toBe('intended')
  })

  it('takes a heal back when the chain was reorganised, and sends the same bytes again', async () => {
    const agent = await harness.agent()
    const epoch = await harness.report({ spend: SPEND })
    const beforeHeal = await harness.snapshot()
    expect(await harness.reconcile(agent)).toEqual(sent(epoch))
    await harness.reconcile(agent)
    expect((await agent.journal.action('heal', epoch))?.state).toBe('mined')

    await harness.revertTo(beforeHeal)
    await harness.mine(1)
    await harness.reconcile(agent)
    expect(await agent.journal.action('heal', epoch)).toMatchObject({
      state: 'intended',
      reason: 'the chain was reorganised',
    })
    const { transactions } = (await agent.journal.action('heal', epoch)) ?? {}
    await harness.reconcile(agent)
    await harness.reconcile(agent)
    expect(await agent.journal.action('heal', epoch)).toMatchObject({ state: 'mined', transactions })
    expect(await healsOf(epoch)).toBe(1)
  })

  it('signs nothing above its fee cap', async () => {
    await harness.report({ spend: SPEND })
    const agent = await harness.agent({ wallet: harness.localWallet({ maxFeePerGas: 1n }) })
    await expect(harness.reconcile(agent)).rejects.toThrow(/above MAX_FEE_GWEI/)
    expect(await agent.journal.actions()).toEqual([])
  })

  it('waits for its confirmation depth', async () => {
    const epoch = await harness.report({ spend: SPEND })
    const agent = await harness.agent({ confirmations: 50n })
    expect(await harness.reconcile(agent)).not.toMatchObject({ action: 'sent' })
    expect(await healsOf(epoch)).toBe(0)
    await harness.mine(50)
    expect(await harness.reconcile(agent)).toEqual(sent(epoch))
  })

  it('takes a report of the fallback workflow for what it is: no order at all', async () => {
    await harness.report({ spend: SPEND, hasOrders: false })
    expect(await harness.reconcile(await harness.agent())).toEqual({ action: 'waited', reason: 'noOrder' })
  })

  it('waits when the order is not for its key', async () => {
    await harness.report({ spend: SPEND })
    const agent = await harness.agent({ sealingKey: `0x${'bb'.repeat(32)}` })
    expect(await harness.reconcile(agent)).toEqual({ action: 'waited', reason: 'orderUnreadable' })
  })

  it('waits when the price in the pool is below the treasury’s floor', async () => {
    await harness.undoAfter(async () => {
      // Somebody buys a tenth of the pool first.
      await harness.buyCollateral(5_000_000_000_000n)
      await harness.report({ spend: SPEND })
      expect(await harness.reconcile(await harness.agent())).toEqual({ action: 'waited', reason: 'priceBelowFloor' })
    })
  })

  it('never acts on a stale report', async () => {
    await harness.undoAfter(async () => {
      await harness.report({ spend: SPEND })
      await harness.pass(3_601)
      expect(await harness.reconcile(await harness.agent())).toEqual({ action: 'waited', reason: 'statusUnknown' })
    })
  })

  it('wakes up by itself, heals, and stops when told to', async () => {
    const agent = await harness.agent()
    const stop = new AbortController()
    const running = harness.run(agent, stop.signal)
    const epoch = await harness.report({ spend: SPEND })
    await expect.poll(() => healsOf(epoch), { timeout: 15_000, interval: 50 }).toBe(1)
    await expect
      .poll(async () => (await agent.journal.action('heal', epoch))?.state, { timeout: 15_000, interval: 50 })
      .toBe('mined')
    stop.abort()
    await running
    expect((await agent.journal.checkpoints())[0]?.blockNumber).toBeGreaterThan(0n)
  })

  it('survives an endpoint that fails and acts when it is back', async () => {
    const agent = await harness.agent()
    let failing = true
    const flaky = new Proxy(agent.client, {
      get(target, property, receiver) {
        if (property === 'getBlock' && failing) return () => Promise.reject(new Error('connection refused'))
        return Reflect.get(target, property, receiver)
      },
    })
    const stop = new AbortController()
    const running = harness.run({ ...agent, client: flaky }, stop.signal)
    const epoch = await harness.report({ spend: SPEND })
    await harness.mine(2)
    expect(await healsOf(epoch)).toBe(0)
    failing = false
    await expect.poll(() => healsOf(epoch), { timeout: 15_000, interval: 50 }).toBe(1)
    stop.abort()
    await running
  })
})
