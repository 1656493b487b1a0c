import { createWalletClient, getAbiItem, type Hex, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reconcile } from '../../offchain/agent/reconcile.ts'
import { runAgent } from '../../offchain/agent/runAgent.ts'
import { dryRunWallet } from '../../offchain/agent/wallets/dryRunWallet.ts'
import type { Wallet } from '../../offchain/agent/wallets/wallet.ts'
import { recoveryTreasuryAbi } from '../../offchain/chain/generated.ts'
import { LOCAL_ACCOUNTS } from '../../offchain/local/stack/accounts.ts'
import { openJournal } from '../../offchain/store.ts'
import { type AgentHarness, startAgentHarness } from './agentHarness.ts'

/** 100,000 USDC: a small order for the local pool. */
const SPEND = 100_000_000_000n
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
    expect(await reconcile(agent)).toEqual({ action: 'sent', epoch })
    for (let pass = 0; pass < 3; pass++) {
      expect(await reconcile(agent)).toEqual({ action: 'waited', reason: 'alreadyHealed' })
    }
    expect(await healsOf(epoch)).toBe(1)
    const record = agent.journal.heal(epoch)
    expect(record).toMatchObject({ state: 'mined', spend: SPEND })
    expect(record?.delivered).toBeGreaterThanOrEqual(record?.minOut ?? 0n)

    await harness.report({ spend: 0n, isSolvent: true })
    expect(await reconcile(agent)).toEqual({ action: 'waited', reason: 'noOrder' })
    expect(agent.journal.heal(epoch)?.state).toBe('attested')
  })

  it('sends nothing as a dry run, and can do it for real afterwards from the same journal', async () => {
    const epoch = await harness.report({ spend: SPEND })
    const dry = await harness.agent({ wallet: dryRunWallet(LOCAL_ACCOUNTS.agent.address) })
    const nonce = await harness.client.getTransactionCount({ address: LOCAL_ACCOUNTS.agent.address })
    expect(await reconcile(dry)).toEqual({ action: 'simulated', epoch })
    expect(await reconcile(dry)).toEqual({ action: 'waited', reason: 'alreadyHealed' })
    expect(await harness.client.getTransactionCount({ address: LOCAL_ACCOUNTS.agent.address })).toBe(nonce)

    const live = await harness.agent({ journal: dry.journal })
    expect(await reconcile(live)).toEqual({ action: 'sent', epoch })
    expect(await healsOf(epoch)).toBe(1)
  })

  it('journals before it sends, and after a crash in between sends the very same bytes', async () => {
    const epoch = await harness.report({ spend: SPEND })
    const file = harness.journalFile()
    const journal = openJournal(file)
    const real = harness.localWallet()
    const crash = new Error('killed before the broadcast')
    const dying: Wallet = { ...real, broadcast: () => Promise.reject(crash) }
    await expect(reconcile(await harness.agent({ wallet: dying, journal }))).rejects.toThrow(crash)
    const intended = journal.heal(epoch)
    expect(intended).toMatchObject({ state: 'intended' })
    expect(await healsOf(epoch)).toBe(0)

    const sent: Hex[] = []
    const restarted: Wallet = {
      ...real,
      broadcast: (raw) => {
        sent.push(raw)
        return real.broadcast(raw)
      },
    }
    const agent = await harness.agent({ wallet: restarted, journal })
    expect(await reconcile(agent)).toEqual({ action: 'waited', reason: 'actionOutstanding' })
    expect(sent).toEqual([intended?.rawTransaction])
    expect(await reconcile(agent)).toEqual({ action: 'waited', reason: 'alreadyHealed' })
    expect(await healsOf(epoch)).toBe(1)
  })

  it('heals once when two agents with one key race', async () => {
    const epoch = await harness.report({ spend: SPEND })
    const [first, second] = [await harness.agent(), await harness.agent()]
    await Promise.allSettled([reconcile(first), reconcile(second)])
    await harness.mine(1)
    await Promise.allSettled([reconcile(first), reconcile(second)])
    expect(await healsOf(epoch)).toBe(1)
  })

  it('marks a heal as failed when another transaction took its nonce', async () => {
    const epoch = await harness.report({ spend: SPEND })
    const real = harness.localWallet()
    const agent = await harness.agent({ wallet: { ...real, broadcast: async () => undefined } })
    expect(await reconcile(agent)).toEqual({ action: 'sent', epoch })
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
    await reconcile(agent)
    expect(agent.journal.heal(epoch)).toMatchObject({ state: 'failed', reason: 'another transaction took its nonce' })
  })

  it('waits for its confirmation depth', async () => {
    const epoch = await harness.report({ spend: SPEND })
    const agent = await harness.agent({ confirmations: 50n })
    expect(await reconcile(agent)).not.toMatchObject({ action: 'sent' })
    expect(await healsOf(epoch)).toBe(0)
    await harness.mine(50)
    expect(await reconcile(agent)).toEqual({ action: 'sent', epoch })
  })

  it('waits when the order is not for its key', async () => {
    await harness.report({ spend: SPEND })
    const agent = await harness.agent({ sealingKey: `0x${'bb'.repeat(32)}` })
    expect(await reconcile(agent)).toEqual({ action: 'waited', reason: 'orderUnreadable' })
  })

  it('waits when the price in the pool is below the treasury’s floor', async () => {
    await harness.undoAfter(async () => {
      // Somebody buys a tenth of the pool first.
      await harness.buyCollateral(5_000_000_000_000n)
      await harness.report({ spend: SPEND })
      expect(await reconcile(await harness.agent())).toEqual({ action: 'waited', reason: 'priceBelowFloor' })
    })
  })

  it('never acts on a stale report', async () => {
    await harness.undoAfter(async () => {
      await harness.report({ spend: SPEND })
      await harness.pass(3_601)
      expect(await reconcile(await harness.agent())).toEqual({ action: 'waited', reason: 'statusUnknown' })
    })
  })

  it('wakes up by itself, heals, and stops when told to', async () => {
    const agent = await harness.agent()
    const stop = new AbortController()
    const running = runAgent(agent, { pollIntervalMs: 20, reconcileIntervalMs: 60_000, signal: stop.signal })
    const epoch = await harness.report({ spend: SPEND })
    await expect.poll(() => healsOf(epoch), { timeout: 15_000, interval: 50 }).toBe(1)
    await expect.poll(() => agent.journal.heal(epoch)?.state, { timeout: 15_000, interval: 50 }).toBe('mined')
    stop.abort()
    await running
    expect(agent.journal.cursor()).toBeGreaterThan(0n)
  })

  it('survives an endpoint that fails and acts when it is back', async () => {
    const agent = await harness.agent()
    let failing = true
    const flaky = new Proxy(agent.client, {
      get(target, property, receiver) {
        if (property === 'getBlockNumber' && failing) return () => Promise.reject(new Error('connection refused'))
        return Reflect.get(target, property, receiver)
      },
    })
    const stop = new AbortController()
    const running = runAgent(
      { ...agent, client: flaky },
      { pollIntervalMs: 20, reconcileIntervalMs: 60_000, signal: stop.signal },
    )
    const epoch = await harness.report({ spend: SPEND })
    await harness.mine(2)
    expect(await healsOf(epoch)).toBe(0)
    failing = false
    await expect.poll(() => healsOf(epoch), { timeout: 15_000, interval: 50 }).toBe(1)
    stop.abort()
    await running
  })
})
