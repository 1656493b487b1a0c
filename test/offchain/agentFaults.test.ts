import { decodeFunctionData, erc20Abi, getAbiItem, getAddress, isAddressEqual, type RpcLog } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Agent } from '../../offchain/agent/agent.ts'
import type { Wallet } from '../../offchain/agent/wallets/wallet.ts'
import { recoveryTreasuryAbi } from '../../offchain/chain/generated.ts'
import { MAINNET } from '../../offchain/chain/mainnet.ts'
import { LOCAL_ACCOUNTS } from '../../offchain/local/stack/accounts.ts'
import { type AgentHarness, startAgentHarness } from './agentHarness.ts'

/** 100,000 USDC: a small order for the local pool. */
const SPEND = 100_000_000_000n
const AGENT = LOCAL_ACCOUNTS.agent.address
const healedEvent = getAbiItem({ abi: recoveryTreasuryAbi, name: 'Healed' })

describe('an agent among faults', () => {
  let harness: AgentHarness
  beforeAll(async () => {
    harness = await startAgentHarness()
    // No reorganisation below may reach the set-up.
    await harness.mine(70)
  })
  afterAll(() => harness.stop())

  const healsOf = async (epoch: number): Promise<number> => {
    const { client, deployment } = harness
    const filter = { address: deployment.treasury, event: healedEvent, args: { epoch } }
    return (await client.getLogs({ ...filter, fromBlock: deployment.startBlock })).length
  }
  const healOf = (agent: Agent, epoch: number) => agent.journal.action('heal', epoch)
  /** Signs for real, and loses what it should send. */
  const mute = (wallet: Wallet): Wallet => ({ ...wallet, broadcast: async () => undefined })
  const sent = (id: number) => ({ action: 'sent', kind: 'heal', id })
  const waits = (reason: string) => ({ action: 'waited', reason })
  const passes = async (agent: Agent, count: number) => {
    for (let pass = 0; pass < count; pass++) {
      // What the pass before sent is on chain when the next one looks.
      if (pass > 0) await harness.mine(1)
      await harness.reconcile(agent)
    }
  }

  it('scans again when a provider withheld the log of the latest report, and then heals', async () => {
    const agent = await harness.agent()
    await passes(agent, 1)
    const epoch = await harness.report({ spend: SPEND })
    let isWithholding = true
    const request = async (parameters: { method: string }) => {
      const answer = await harness.client.request(parameters as never)
      return isWithholding && parameters.method === 'eth_getLogs' ? ([] as RpcLog[]) : answer
    }
    const lied = { ...agent, client: { ...harness.client, request } as never }
    expect(await harness.reconcile(lied)).toEqual(waits('reportMissing'))
    await harness.mine(3)
    expect(await harness.reconcile(lied)).toEqual(waits('reportMissing'))
    isWithholding = false
    await harness.mine(1)
    for (let pass = 0; pass < 20 && (await healsOf(epoch)) === 0; pass++) await harness.reconcile(lied)
    expect(await healsOf(epoch)).toBe(1)
  })

  it('forgets a report that a reorganisation took back, and heals the one that took its place', async () => {
    const agent = await harness.agent({ wallet: mute(harness.localWallet()) })
    const lost = await harness.report({ spend: SPEND })
    await passes(agent, 1)
    const recorded = await agent.journal.report(lost)
    await harness.reorg(recorded?.blockNumber ?? 0n)
    // Time went back with the blocks: without this the next report could have the same epoch.
    await harness.pass(60)
    const epoch = await harness.report({ spend: SPEND / 2n })
    const live = await harness.agent({ journal: agent.journal })
    await passes(live, 3)
    expect(await agent.journal.report(lost)).toBeUndefined()
    expect(await healsOf(epoch)).toBe(1)
    expect(await healOf(live, epoch)).toMatchObject({ state: 'mined', amount: SPEND / 2n })
    expect((await healOf(live, lost))?.state).toBe('failed')
  })

  it('adopts the heal of another replica, with the transaction that did it', async () => {
    const epoch = await harness.report({ spend: SPEND })
    const late = await harness.agent({ wallet: mute(harness.localWallet()), slippageBps: 0n })
    expect(await harness.reconcile(late)).toEqual(sent(epoch))
    // Another signature for the same nonce, from a replica with a journal of its own.
    const other = await harness.agent()
    expect(await harness.reconcile(other)).toEqual(sent(epoch))
    await passes(other, 1)
    await passes(late, 1)
    const [mine, theirs] = [await healOf(late, epoch), await healOf(other, epoch)]
    expect(mine).toMatchObject({ state: 'mined', reason: 'healed by another transaction', minedIn: theirs?.minedIn })
    expect(mine?.transactions[0]?.txHash).not.toBe(theirs?.minedIn?.txHash)
    expect(mine?.delivered).toBe(theirs?.delivered)
    expect(await healsOf(epoch)).toBe(1)
  })

  it('takes up a heal again that it had given up, when the chain says that it happened', async () => {
    const epoch = await harness.report({ spend: SPEND })
    const agent = await harness.agent()
    expect(await harness.reconcile(agent)).toEqual(sent(epoch))
    const known = await healOf(agent, epoch)
    if (!known) throw new Error('the heal is not in the journal')
    await agent.journal.saveAction({ ...known, state: 'failed', reason: 'given up on a fork' })
    await passes(agent, 1)
    expect(await healOf(agent, epoch)).toMatchObject({ state: 'mined' })
    expect(await healsOf(epoch)).toBe(1)
  })

  it('signs anew when a reorganisation took the transaction before its own', async () => {
    const agent = await harness.agent()
    const first = await harness.report({ spend: SPEND })
    await passes(agent, 2)
    const { minedIn } = (await healOf(agent, first)) ?? {}
    const lost = await harness.report({ spend: SPEND })
    await passes({ ...agent, wallet: mute(agent.wallet) }, 1)
    const orphan = await healOf(agent, lost)
    const nonce = orphan?.transactions[0]?.nonce ?? Number.NaN
    if (!orphan) throw new Error('the second heal is not in the journal')
    // The first heal vanishes from the chain, and from this journal, which was restored from a backup.
    await harness.reorg(minedIn?.blockNumber ?? 0n)
    const epoch = await harness.report({ spend: SPEND })
    const restored = await harness.agent()
    await restored.journal.saveAction({ ...orphan, id: epoch })
    await passes(restored, 1)
    expect(await healOf(restored, epoch)).toMatchObject({ transactions: [{ nonce }, { nonce: nonce - 1 }] })
    await passes(restored, 1)
    expect(await healsOf(epoch)).toBe(1)
  })

  it('outbids its own stuck transaction within one epoch, and heals once', async () => {
    const epoch = await harness.report({ spend: SPEND })
    const agent = await harness.agent({ wallet: harness.localWallet({ replaceAfterSeconds: 0 }) })
    const muted = { ...agent, wallet: mute(agent.wallet) }
    expect(await harness.reconcile(muted)).toEqual(sent(epoch))
    await passes(muted, 1)
    const waiting = (await healOf(agent, epoch))?.transactions ?? []
    expect(waiting).toHaveLength(2)
    expect(new Set(waiting.map(({ nonce }) => nonce)).size).toBe(1)
    await passes({ ...agent, wallet: harness.localWallet() }, 2)
    expect(await healOf(agent, epoch)).toMatchObject({ state: 'mined', minedIn: { txHash: waiting.at(-1)?.txHash } })
    await expect(agent.wallet.broadcast(waiting[0]?.rawTransaction ?? '0x')).resolves.toBeUndefined()
    await harness.mine(1)
    expect(await healsOf(epoch)).toBe(1)
  })

  it('rests between two heals for as long as its policy says', async () => {
    const policy = { cooldownSeconds: 600, maxAttempts: 3, retryBudget: 100, retryWindowSeconds: 86_400 }
    const agent = await harness.agent({ healPolicy: policy })
    await harness.pass(600)
    const first = await harness.report({ spend: SPEND })
    expect(await harness.reconcile(agent)).toEqual(sent(first))
    const second = await harness.report({ spend: SPEND })
    expect(await harness.reconcile(agent)).toEqual(waits('coolingDown'))
    await harness.pass(600)
    expect(await harness.reconcile(agent)).toEqual(sent(second))
  })

  it('stops trying when its budget of reverted transactions is spent, and says so', async () => {
    const policy = { cooldownSeconds: 0, maxAttempts: 10, retryBudget: 2, retryWindowSeconds: 86_400 }
    const reverting: Wallet = { ...harness.localWallet(), prepare: () => harness.signReverting() }
    const agent = await harness.agent({ healPolicy: policy, wallet: reverting })
    const epoch = await harness.report({ spend: SPEND })
    expect(await harness.reconcile(agent)).toEqual(sent(epoch))
    await harness.mine(1)
    expect(await harness.reconcile(agent)).toEqual(sent(epoch))
    await harness.mine(1)
    expect(await harness.reconcile(agent)).toEqual(waits('retryBudgetExhausted'))
    // A later report is a new order, but the budget is the same.
    await harness.report({ spend: SPEND })
    expect(await harness.reconcile(agent)).toEqual(waits('retryBudgetExhausted'))
  })

  it('acts on finalized blocks only, where that is what its mechanism asks for', async () => {
    const epoch = await harness.report({ spend: SPEND })
    const agent = await harness.agent({ confirmations: 'finalized' })
    const before = await harness.reconcile(agent)
    expect(before).not.toMatchObject({ action: 'sent' })
    await harness.mine(70)
    expect(await harness.reconcile(agent)).toEqual(sent(epoch))
  })

  describe('with a schedule to replenish the treasury', () => {
    const treasuryBalance = () =>
      harness.client.readContract({
        address: MAINNET.usdc,
        abi: erc20Abi,
        functionName: 'balanceOf',
        args: [harness.deployment.treasury],
      })
    const withSchedule = async (options: Partial<Agent> = {}) => {
      await harness.fund(AGENT, 1_000n)
      const target = (await treasuryBalance()) + 250n
      return harness.agent({ ...options, replenish: { target, step: 100n, intervalSeconds: 3_600 } })
    }

    it('moves one step in one slot, until the target is reached', async () => {
      const before = await treasuryBalance()
      const agent = await withSchedule()
      const gains: bigint[] = []
      for (let slot = 0; slot < 5; slot++) {
        await harness.report({ spend: 0n, isSolvent: true })
        await passes(agent, 3)
        gains.push((await treasuryBalance()) - before)
        await harness.pass(3_600)
      }
      expect(gains).toEqual([100n, 200n, 250n, 250n, 250n])
    })

    it('gives its nonce to a heal that comes while it waits', async () => {
      const agent = await withSchedule()
      await harness.report({ spend: 0n, isSolvent: true })
      await passes({ ...agent, wallet: mute(agent.wallet) }, 1)
      const [waiting] = await agent.journal.openActions()
      expect(waiting).toMatchObject({ kind: 'replenish', state: 'intended' })
      const epoch = await harness.report({ spend: SPEND })
      expect(await harness.reconcile({ ...agent, wallet: mute(agent.wallet) })).toEqual(sent(epoch))
      const heal = await healOf(agent, epoch)
      expect(heal?.transactions[0]?.nonce).toBe(waiting?.transactions[0]?.nonce)
      await passes(agent, 2)
      expect(await healsOf(epoch)).toBe(1)
      expect(await agent.journal.action('replenish', waiting?.id ?? 0)).toMatchObject({ state: 'failed' })
    })
  })

  it('has sent nothing to anybody but the treasury, in all of the above', async () => {
    const { client, deployment } = harness
    const recipients = new Set<string>()
    const head = await client.getBlockNumber()
    for (let blockNumber = deployment.startBlock; blockNumber <= head; blockNumber++) {
      const { transactions } = await client.getBlock({ blockNumber, includeTransactions: true })
      for (const { from, to, input } of transactions) {
        if (!to || !isAddressEqual(from, AGENT)) continue
        const isToken = isAddressEqual(to, MAINNET.usdc)
        const call = isToken ? decodeFunctionData({ abi: erc20Abi, data: input }) : undefined
        recipients.add(call ? `${call.functionName} ${call.args?.[0]}` : getAddress(to))
      }
    }
    const { treasury } = deployment
    expect([...recipients].sort()).toEqual([getAddress(treasury), `transfer ${getAddress(treasury)}`].sort())
  })
})
