import { createWalletClient, getAbiItem, type Hex, http, parseTransaction } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reconcile } from '../../offchain/agent/reconcile.ts'
import { runAgent } from '../../offchain/agent/runAgent.ts'
import { dryRunWallet } from '../../offchain/agent/wallets/dryRunWallet.ts'
import type { Wallet } from '../../offchain/agent/wallets/wallet.ts'
import { recoveryTreasuryAbi } from '../../offchain/chain/generated.ts'
import { LOCAL_ACCOUNTS } from '../../offchain/local/stack/accounts.ts'
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
    expect(await reconcile(dry)).toEqual({ action: 'waited', reason: 'alreadySimulated' })
    expect(await harness.client.getTransactionCount({ address: LOCAL_ACCOUNTS.agent.address })).toBe(nonce)

    const live = await harness.agent({ journal: dry.journal })
    expect(await reconcile(live)).toEqual({ action: 'sent', epoch })
    expect(await healsOf(epoch)).toBe(1)
  })

  it('journals before it sends, and after a crash in between sends the very same bytes', async () => {
    const epoch = await harness.report({ spend: SPEND })
    const journal = harness.openJournal()
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

  it('signs anew, at the next nonce, when another transaction took the first one', async () => {
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
    const nonce = agent.journal.heal(epoch)?.nonce ?? Number.NaN
    expect(await reconcile(agent)).toEqual({ action: 'sent', epoch })
    expect(agent.journal.heal(epoch)).toMatchObject({ attempts: 2, nonce: nonce + 1 })
  })

  it('tries a reverted epoch again, three times at most', async () => {
    const epoch = await harness.report({ spend: SPEND })
    const real = harness.localWallet()
    // Signed, but for an order that the treasury refuses: mined, and reverted.
    const agent = await harness.agent({
      wallet: { ...real, prepare: async (call, earlier) => harness.signReverting(call, earlier) },
    })
    for (let attempt = 1; attempt <= 3; attempt++) {
      expect(await reconcile(agent)).toEqual({ action: 'sent', epoch })
      expect(agent.journal.heal(epoch)?.attempts).toBe(attempt)
    }
    expect(await reconcile(agent)).toEqual({ action: 'waited', reason: 'attemptsExhausted' })
    expect(agent.journal.heal(epoch)).toMatchObject({ state: 'failed', reason: 'the transaction reverted' })
    expect(await healsOf(epoch)).toBe(0)
  })

  it('gives up a heal that a newer report has made void, and outbids it at the same nonce', async () => {
    const first = await harness.report({ spend: SPEND })
    const real = harness.localWallet()
    const lost = await harness.agent({ wallet: { ...real, broadcast: async () => undefined } })
    expect(await reconcile(lost)).toEqual({ action: 'sent', epoch: first })
    const second = await harness.report({ spend: SPEND })
    const agent = await harness.agent({ journal: lost.journal })
    expect(await reconcile(agent)).toEqual({ action: 'sent', epoch: second })
    expect(agent.journal.heal(first)).toMatchObject({ state: 'failed', reason: /newer report/ })
    const [old, replacement] = [first, second].map((epoch) => agent.journal.heal(epoch))
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
      await reconcile(stolen)
      await harness.setAgent(LOCAL_ACCOUNTS.guardian.address)
      const sent: Hex[] = []
      const successor: Wallet = {
        ...real,
        address: LOCAL_ACCOUNTS.guardian.address,
        broadcast: async (raw) => void sent.push(raw),
      }
      await reconcile(
        await harness.agent({ wallet: { ...successor, prepare: async () => undefined }, journal: stolen.journal }),
      )
      expect(sent).toEqual([])
      expect(stolen.journal.heal(epoch)?.state).not.toBe('intended')
    })
  })

  it('goes back to a dry run with a heal outstanding, sends nothing and does not fail', async () => {
    const epoch = await harness.report({ spend: SPEND })
    const live = await harness.agent({ wallet: { ...harness.localWallet(), broadcast: async () => undefined } })
    await reconcile(live)
    const dry = await harness.agent({ wallet: dryRunWallet(LOCAL_ACCOUNTS.agent.address), journal: live.journal })
    expect(await reconcile(dry)).toEqual({ action: 'waited', reason: 'actionOutstanding' })
    expect(dry.journal.heal(epoch)?.state).toBe('intended')
  })

  it('takes a heal back when the chain was reorganised, and sends the same bytes again', async () => {
    const agent = await harness.agent()
    const epoch = await harness.report({ spend: SPEND })
    const beforeHeal = await harness.snapshot()
    expect(await reconcile(agent)).toEqual({ action: 'sent', epoch })
    await reconcile(agent)
    expect(agent.journal.heal(epoch)?.state).toBe('mined')

    await harness.revertTo(beforeHeal)
    await harness.mine(1)
    await reconcile(agent)
    expect(agent.journal.heal(epoch)).toMatchObject({ state: 'intended', reason: 'the chain was reorganised' })
    const { rawTransaction } = agent.journal.heal(epoch) ?? {}
    await reconcile(agent)
    await reconcile(agent)
    expect(agent.journal.heal(epoch)).toMatchObject({ state: 'mined', rawTransaction })
    expect(await healsOf(epoch)).toBe(1)
  })

  it('signs nothing above its fee cap', async () => {
    await harness.report({ spend: SPEND })
    const agent = await harness.agent({ wallet: harness.localWallet({ maxFeePerGas: 1n }) })
    await expect(reconcile(agent)).rejects.toThrow(/above MAX_FEE_GWEI/)
    expect(agent.journal.heals()).toEqual([])
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
