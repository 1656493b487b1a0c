import { parseEther } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Agent } from '../../offchain/agent/agent.ts'
import { readStatus } from '../../offchain/agent/commands/readStatus.ts'
import { renderSimulation } from '../../offchain/agent/commands/renderSimulation.ts'
import { renderStatus } from '../../offchain/agent/commands/renderStatus.ts'
import { simulateDeficit } from '../../offchain/agent/commands/simulateDeficit.ts'
import { checkPool } from '../../offchain/agent/doctor/checks/checkPool.ts'
import type { DoctorContext } from '../../offchain/agent/doctor/doctorContext.ts'
import { ingestReports } from '../../offchain/agent/ingestReports.ts'
import { describePool } from '../../offchain/agent/pool/describePool.ts'
import { createPoolKeeper } from '../../offchain/agent/pool/poolKeeper.ts'
import { dryRunWallet } from '../../offchain/agent/wallets/dryRunWallet.ts'
import type { Wallet } from '../../offchain/agent/wallets/wallet.ts'
import { MAINNET } from '../../offchain/chain/mainnet.ts'
import { readHead } from '../../offchain/chain/readHead.ts'
import { readWiring } from '../../offchain/chain/readWiring.ts'
import { fundAccount } from '../../offchain/local/chain/fundAccount.ts'
import { localClient } from '../../offchain/local/chain/localClient.ts'
import { LOCAL_ACCOUNTS } from '../../offchain/local/stack/accounts.ts'
import { LOCAL_SETTINGS } from '../../offchain/local/stack/localSettings.ts'
import { MONTH_SECONDS } from '../../offchain/protocol/coverCost.ts'
import { foldRequests } from '../../offchain/protocol/foldRequests.ts'
import { type AgentPoolHarness, SCHEDULE, startAgentPoolHarness } from './agentPoolHarness.ts'

const STAKE = 10_000_000_000_000_000n
const TERMS = { premiumBps: 300n, timeout: 360n, stake: STAKE }
const LARGE = 91_734_518_263n
/** 100,000 USDC: a small order for the local pool. */
const SPEND = 100_000_000_000n
const sent = (kind: string, id: number) => ({ action: 'sent', kind, id })

describe('agent and pool', () => {
  let harness: AgentPoolHarness
  beforeAll(async () => {
    harness = await startAgentPoolHarness()
  })
  afterAll(() => harness.stop())

  const report = (deficit = 0n, spend = 0n) =>
    harness.report({ spend, isSolvent: true, poolOrder: harness.orderOf(deficit) })
  /** Passes until one only waits; what the others did. */
  const settleDown = async (agent: Agent): Promise<string[]> => {
    const kinds: string[] = []
    for (let pass = 0; pass < 10; pass++) {
      const outcome = await harness.reconcile(agent)
      if (outcome.action === 'waited') return kinds
      kinds.push(outcome.kind)
    }
    throw new Error(`the agent never rests: ${kinds.join(', ')}`)
  }
  const conditionsOf = async ({ poolKeeper }: Agent) =>
    describePool(poolKeeper, (await readHead(harness.client)).timestamp).map(({ kind }) => kind)
  const requestsOf = async ({ journal }: Agent) => foldRequests(await journal.poolEvents())
  const depositsOf = async ({ journal }: Agent) => (await journal.poolEvents({ kind: 'deposited' })).length

  // First: after a revert anvil has no older states.
  it('waits until the last block of its facts is as deep as it was told', () =>
    harness.undoAfter(async () => {
      const deep = await harness.agent()
      const { policy } = deep.poolKeeper
      const agent = await harness.agent({ poolKeeper: createPoolKeeper({ ...policy, requestDepth: 5n }) })
      const epoch = await report()
      await harness.reconcile(agent)
      expect(agent.poolKeeper.waits).toBe('notConfirmed')
      await settleDown(agent)
      await harness.mine(5)
      expect(await harness.reconcile(agent)).toEqual(sent('request', epoch))
      // What it did itself is not that deep yet, and is not done again.
      expect(await settleDown(agent)).toEqual(['poolDeposit'])
      expect(await settleDown(agent)).toEqual([])
      expect(await harness.sentEpochs()).toEqual([epoch])
    }))

  it('sends one request an interval, whatever becomes of it, and records its public outcome', () =>
    harness.undoAfter(async () => {
      const agent = await harness.agent()
      const epoch = await report(LARGE)
      expect(await harness.reconcile(agent)).toEqual(sent('request', epoch))
      expect(await settleDown(agent)).toEqual(['poolDeposit'])
      expect(agent.poolKeeper.waits).toBe('scheduleNotDue')
      expect(await agent.journal.action('request', epoch)).toMatchObject({
        state: 'mined',
        mechanism: 'darkPool',
        amount: 0n,
        delivered: undefined,
      })

      for (let round = 0; round < 3; round++) await harness.runRound()
      expect(await settleDown(agent)).toEqual(['stake'])
      const [request] = await requestsOf(agent)
      expect(request).toMatchObject({ id: 1, epoch, status: 'settled', settledRounds: 3 })
      expect(request?.settlements).toHaveLength(3)
      expect(await conditionsOf(agent)).toEqual([])
      const text = await agent.metrics.render()
      expect(text).toContain('reserve_agent_pool_requests{status="settled"} 1')
      expect(text).toContain('reserve_agent_pool_deposits 1')
      expect(text).toContain('reserve_agent_pool_matchers 1')

      // The interval is over, and so is this report: the next one is what is asked for.
      await harness.advance(SCHEDULE.requestInterval)
      expect(await settleDown(agent)).toEqual([])
      expect(agent.poolKeeper.waits).toBe('reportBeforeRequest')
      const next = await report()
      expect(await settleDown(agent)).toEqual(['request'])
      expect(await harness.sentEpochs()).toEqual([epoch, next])
      expect(await harness.requested()).toEqual([
        { ...TERMS, requestId: 1n },
        { ...TERMS, requestId: 2n },
      ])
    }))

  it('does the same in public whatever the order holds', async () => {
    /** All that this process shows of a request, but for what differs from one minute to the next. */
    const watch = async (deficit: bigint) => {
      const agent = await harness.agent()
      const epoch = await report(deficit)
      const kinds = await settleDown(agent)
      const action = await agent.journal.action('request', epoch)
      const { txHash } = action?.transactions[0] ?? { txHash: '0x' as const }
      const [transaction, receipt] = await Promise.all([
        harness.client.getTransaction({ hash: txHash }),
        harness.client.getTransactionReceipt({ hash: txHash }),
      ])
      const metrics = (await agent.metrics.render()).match(/^reserve_agent_(pool|actions|cover_cap).*$/gm)
      return {
        kinds,
        amount: action?.amount,
        terms: await harness.requested(),
        bytes: transaction.input.length,
        value: transaction.value,
        logs: receipt.logs.map(({ topics }) => topics[0]),
        metrics: metrics?.filter((line) => !line.includes('timestamp')),
        conditions: await conditionsOf(agent),
      }
    }
    const seen: unknown[] = []
    for (const deficit of [0n, LARGE]) await harness.undoAfter(async () => void seen.push(await watch(deficit)))
    expect(seen[0]).toEqual(seen[1])
    expect(seen[0]).toMatchObject({ kinds: ['request', 'poolDeposit'], value: 0n })
  })

  it('heals a small order and sends the request when the treasury lets both happen', () =>
    harness.undoAfter(async () => {
      const agent = await harness.agent()
      const epoch = await report(0n, SPEND)
      expect(await harness.reconcile(agent)).toEqual(sent('heal', epoch))
      expect(await settleDown(agent)).toEqual(['poolDeposit'])
      // The treasury's own rule, which anybody can see: this statement may not have seen the heal.
      expect(agent.poolKeeper.waits).toBe('beforeSettlement')
      const next = await report()
      expect(await harness.reconcile(agent)).toEqual(sent('request', next))
    }))

  it('ends what nobody settles, and asks again on the very same terms', () =>
    harness.undoAfter(async () => {
      const agent = await harness.agent()
      await report(LARGE)
      await settleDown(agent)
      const live = agent.poolKeeper.seen?.sight.state.live
      if (!live) throw new Error('there is no request')
      await harness.advance(live.deadline + 3 - (await readHead(harness.client)).timestamp)
      expect(await conditionsOf(agent)).toEqual(['roundOverdue'])
      // The matcher is given the first word.
      expect(await settleDown(agent)).toEqual([])
      await harness.advance(5)
      expect(await harness.reconcile(agent)).toEqual(sent('expire', live.deadline))
      expect(await settleDown(agent)).toEqual(['stake'])
      expect(await requestsOf(agent)).toMatchObject([{ status: 'expired', settledRounds: 0 }])
      expect(await conditionsOf(agent)).toEqual(['requestExpired'])

      await harness.advance(SCHEDULE.requestInterval)
      await report(LARGE)
      expect((await settleDown(agent))[0]).toBe('request')
      const [first, second] = await harness.requested()
      expect(second).toEqual({ ...first, requestId: 2n })
      expect(await conditionsOf(agent)).toEqual(['requestExpired'])
    }))

  it('ends a round that was closed and never settled', () =>
    harness.undoAfter(async () => {
      const agent = await harness.agent()
      const epoch = await report()
      expect(await harness.reconcile(agent)).toEqual(sent('request', epoch))
      await settleDown(agent)
      await harness.advance(SCHEDULE.timeout / 3)
      await harness.close()
      await harness.advance(120 + 6)
      expect(await settleDown(agent)).toEqual(['expire', 'stake'])
      expect(await requestsOf(agent)).toMatchObject([{ epoch, status: 'expired' }])
    }))

  it('makes one deposit an interval, when the money is there, and no more of them for a restart', () =>
    harness.undoAfter(async () => {
      const agent = await harness.agent()
      expect(await settleDown(agent)).toEqual(['poolDeposit'])
      const restarted = await harness.agent({ journal: agent.journal })
      expect(await settleDown(restarted)).toEqual([])
      // The first still waits in the queue, and the pool takes no second one.
      await harness.advance(SCHEDULE.depositInterval)
      expect(await settleDown(restarted)).toEqual([])
      await report()
      expect(await settleDown(restarted)).toEqual(['request'])
      await harness.runRound()
      expect(await settleDown(restarted)).toEqual(['poolDeposit'])
      expect(await depositsOf(agent)).toBe(2)
    }))

  it('never gives a deposit up for good, however often it reverts', () =>
    harness.undoAfter(async () => {
      const { healPolicy, journal } = await harness.agent()
      const policy = { ...healPolicy, maxAttempts: 1, retryBudget: 3 }
      const reverting: Wallet = { ...harness.localWallet(), prepare: () => harness.signReverting() }
      const unlucky = await harness.agent({ journal, healPolicy: policy, wallet: reverting })
      expect(await settleDown(unlucky)).toEqual(['poolDeposit', 'poolDeposit', 'poolDeposit'])
      const agent = await harness.agent({ journal, healPolicy: policy })
      expect(await settleDown(agent)).toEqual([])
      await harness.advance(policy.retryWindowSeconds + 60)
      expect(await settleDown(agent)).toEqual(['poolDeposit'])
      expect(await depositsOf(agent)).toBe(1)
    }))

  it('learns what became of old requests from a provider without their transactions', () =>
    harness.undoAfter(async () => {
      const agent = await harness.agent()
      await report()
      await settleDown(agent)
      const head = await readHead(harness.client)
      const pruned = async (): Promise<never> => {
        throw new Error('transactions of this block are pruned')
      }
      const late = await harness.agent({ client: { ...harness.client, getTransactionReceipt: pruned } })
      await expect(ingestReports(late, head)).rejects.toThrow('pruned')
      await ingestReports(late, { ...head, timestamp: head.timestamp + MONTH_SECONDS + 1 })
      const facts = async ({ journal }: Agent) => (await journal.poolEvents()).map(({ kind, at }) => ({ kind, at }))
      expect((await facts(agent)).map(({ kind }) => kind)).toEqual(['deposited', 'sent', 'matcherRegistered'])
      expect(await facts(late)).toEqual(await facts(agent))
    }))

  it.each(['before', 'after'])('survives a crash just %s it sent the request, and sends it once', (when) =>
    harness.undoAfter(async () => {
      const epoch = await report(LARGE)
      const journal = await harness.openJournal()
      const real = harness.localWallet()
      const crash = new Error('killed')
      const dying: Wallet = {
        ...real,
        async broadcast(raw) {
          if (when === 'after') await real.broadcast(raw)
          throw crash
        },
      }
      await expect(harness.reconcile(await harness.agent({ wallet: dying, journal }))).rejects.toThrow(crash)
      const intended = await journal.action('request', epoch)
      expect(intended).toMatchObject({ state: 'intended' })
      const agent = await harness.agent({ journal })
      // Followed first, and sent again if it has to be.
      for (let pass = 0; pass < 2; pass++) await settleDown(agent)
      expect(await harness.sentEpochs()).toEqual([epoch])
      expect((await journal.action('request', epoch))?.transactions).toEqual(intended?.transactions)
      expect(await journal.action('request', epoch)).toMatchObject({ state: 'mined' })
    }),
  )

  it('sends a request again that a reorganisation took back, and only for the report it is of', () =>
    harness.undoAfter(async () => {
      const agent = await harness.agent()
      const epoch = await report(LARGE)
      // What is taken back must not take the report along.
      await harness.mine(3)
      expect(await harness.reconcile(agent)).toEqual(sent('request', epoch))
      await harness.reconcile(agent)
      const [mined] = await agent.journal.poolEvents({ kind: 'sent' })
      if (!mined) throw new Error('no request was seen')
      await harness.reorg(mined.blockNumber)
      if ((await harness.sentEpochs()).length > 0) throw new Error('the reorganisation took nothing back')
      // The same bytes: this report is still the latest.
      await harness.reconcile(agent)
      expect(await agent.journal.action('request', epoch)).toMatchObject({ state: 'intended' })
      expect(await agent.journal.poolEvents({ kind: 'sent' })).toEqual([])
      for (let pass = 0; pass < 3; pass++) await settleDown(agent)
      expect(await harness.sentEpochs()).toEqual([epoch])
      expect((await agent.journal.action('request', epoch))?.transactions).toHaveLength(1)

      const [again] = await agent.journal.poolEvents({ kind: 'sent' })
      await harness.reorg(again?.blockNumber ?? 0n)
      const next = await report(LARGE)
      for (let pass = 0; pass < 3; pass++) await settleDown(agent)
      expect(await agent.journal.action('request', epoch)).toMatchObject({
        state: 'failed',
        reason: 'a newer report came before it was mined',
      })
      expect(await harness.sentEpochs()).toEqual([next])
    }))

  it('takes over a request that another replica sent', () =>
    harness.undoAfter(async () => {
      const epoch = await report()
      const other = await harness.agent()
      const late = await harness.agent({ wallet: { ...harness.localWallet(), broadcast: async () => undefined } })
      expect(await harness.reconcile(late)).toEqual(sent('request', epoch))
      expect(await harness.reconcile(other)).toEqual(sent('request', epoch))
      await settleDown(late)
      expect(await harness.sentEpochs()).toEqual([epoch])
      expect(await late.journal.action('request', epoch)).toMatchObject({ state: 'mined' })
    }))

  it('waits while treasury or pool is paused, and says why', () =>
    harness.undoAfter(async () => {
      const agent = await harness.agent()
      await report()
      await harness.setPaused(harness.deployment.treasury, true)
      expect(await settleDown(agent)).toEqual([])
      expect(agent.poolKeeper.waits).toBe('treasuryPaused')
      await harness.setPaused(harness.deployment.treasury, false)
      await harness.setPaused(harness.pool, true)
      expect(await settleDown(agent)).toEqual([])
      expect(agent.poolKeeper.waits).toBe('poolPaused')
      await harness.setPaused(harness.pool, false)
      expect(await settleDown(agent)).toEqual(['request', 'poolDeposit'])
    }))

  it('sends nothing as a dry run, and each step for real afterwards', () =>
    harness.undoAfter(async () => {
      const epoch = await report()
      const dry = await harness.agent({ wallet: dryRunWallet(LOCAL_ACCOUNTS.agent.address) })
      expect(await harness.reconcile(dry)).toEqual({ action: 'simulated', kind: 'request', id: epoch })
      expect(await settleDown(dry)).toEqual(['poolDeposit'])
      expect(dry.poolKeeper.waits).toBe('alreadySimulated')
      expect(await harness.sentEpochs()).toEqual([])
      const live = await harness.agent({ journal: dry.journal })
      expect(await settleDown(live)).toEqual(['request', 'poolDeposit'])
    }))

  it('shows the pool in status and simulation', () =>
    harness.undoAfter(async () => {
      const agent = await harness.agent()
      await report(LARGE)
      await settleDown(agent)
      const { client, deployment } = harness
      const wiring = await readWiring(client, { ...deployment, reserve: undefined })
      const status = await readStatus(client, {
        ...wiring,
        treasury: deployment.treasury,
        poolPolicy: agent.poolKeeper.policy,
        depth: 0n,
        journal: agent.journal,
        operationsUrl: undefined,
        minGasBalance: 0n,
        now: (await readHead(client)).timestamp,
      })
      const text = renderStatus(status)
      expect(text).toContain(`${harness.pool}, 1 active matchers`)
      expect(text).toContain('request 1: 0 of 3 rounds settled')
      expect(text).toContain('request 1: pending, sent ')
      expect(text).not.toContain(`${LARGE}`)
      const { workflow } = LOCAL_SETTINGS
      const simulation = await simulateDeficit(client, {
        ...wiring,
        treasury: deployment.treasury,
        quoter: MAINNET.quoterV2,
        slippageBps: 50n,
        deficit: '100000',
        policy: {
          tierBoundaryUsd: BigInt(workflow.tierBoundaryUsd),
          executionBps: workflow.executionBps,
          minOrder: BigInt(workflow.minOrder),
          maxOrder: BigInt(workflow.maxOrder),
          maxPoolOrder: BigInt(workflow.maxPoolOrder),
        },
      })
      expect(simulation).toMatchObject({ obstacles: [], pool: { address: harness.pool, requestInterval: 400 } })
      expect(renderSimulation(simulation)).toContain(`pool        ${harness.pool}, with the next request`)
    }))

  it('stops at the cap of what cover may cost, by gas alone, and says so', () =>
    harness.undoAfter(async () => {
      const agent = await harness.agent()
      const { policy } = agent.poolKeeper
      const poor = await harness.agent({ poolKeeper: createPoolKeeper({ ...policy, coverCap: 1n }) })
      await report(LARGE)
      expect(await settleDown(poor)).toEqual(['poolDeposit'])
      expect(poor.poolKeeper.waits).toBe('coverCapReached')
      expect(await conditionsOf(poor)).toEqual(['coverCapReached'])
      const rich = createPoolKeeper({ ...policy, coverCap: parseEther('1000') })
      expect(await settleDown(await harness.agent({ journal: poor.journal, poolKeeper: rich }))).toEqual(['request'])
    }))

  it('warns of a schedule that is quicker than a report grows old', async () => {
    const { client, deployment } = harness
    const examine = async (maxAge: number) => {
      const readContract = (call: { functionName: string }) =>
        call.functionName === 'maxAge' ? BigInt(maxAge) : client.readContract(call as never)
      const context = {
        ...deployment,
        client: { ...client, readContract },
        best: { head: await readHead(client) },
        maxLogBlocks: 500n,
        readWiring: () => readWiring(client, { ...deployment, reserve: undefined }),
        readState: async () => ({ paused: false }),
      } as unknown as DoctorContext
      return checkPool(context, new AbortController().signal)
    }
    expect(await examine(SCHEDULE.requestInterval - 1)).toMatchObject({ verdict: 'pass' })
    expect(await examine(SCHEDULE.requestInterval)).toMatchObject({
      verdict: 'warn',
      fix: expect.stringContaining('requestInterval'),
    })
  })

  it('wants ether for the stake before it wants anything else', () =>
    harness.undoAfter(async () => {
      const agent = await harness.agent()
      const { treasury } = harness.deployment
      await localClient(harness.chain.rpcUrl).setBalance({ address: treasury, value: STAKE - 1n })
      await report()
      expect(await settleDown(agent)).toEqual(['poolDeposit'])
      expect(agent.poolKeeper.waits).toBe('stakeUnaffordable')
      expect(await conditionsOf(agent)).toEqual(['stakeLow'])
      await fundAccount(harness.chain, treasury, { eth: STAKE })
      expect(await settleDown(agent)).toEqual(['request'])
    }))
})
