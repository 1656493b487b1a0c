import fs from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { erc20Abi, parseEther, parseUnits } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ReadStatusParameters, readStatus } from '../../offchain/agent/commands/readStatus.ts'
import { renderSimulation } from '../../offchain/agent/commands/renderSimulation.ts'
import { renderStatus } from '../../offchain/agent/commands/renderStatus.ts'
import { type SimulateDeficitParameters, simulateDeficit } from '../../offchain/agent/commands/simulateDeficit.ts'
import { WORKFLOW_ORDER_POLICY } from '../../offchain/agent/commands/workflowOrderPolicy.ts'
import { MAINNET } from '../../offchain/chain/mainnet.ts'
import { readFeed } from '../../offchain/chain/readFeed.ts'
import { readWiring, type Wiring } from '../../offchain/chain/readWiring.ts'
import { LOCAL_ACCOUNTS } from '../../offchain/local/stack/accounts.ts'
import { LOCAL_SETTINGS } from '../../offchain/local/stack/localSettings.ts'
import { renderJson } from '../../offchain/rendering/renderJson.ts'
import type { Action, Incident } from '../../offchain/store/journal.ts'
import { projectRoot } from '../../script/toolchain/foundry.mjs'
import { type AgentHarness, startAgentHarness } from './agentHarness.ts'

const { workflow } = LOCAL_SETTINGS
const LOCAL_POLICY = {
  tierBoundaryUsd: BigInt(workflow.tierBoundaryUsd),
  executionBps: workflow.executionBps,
  minOrder: BigInt(workflow.minOrder),
  maxOrder: BigInt(workflow.maxOrder),
  maxPoolOrder: BigInt(workflow.maxPoolOrder),
}

const POOL_POLICY = {
  requestDepth: 1n,
  expireGraceSeconds: 30,
  coverCap: undefined,
  matcherExpirySeconds: 60,
  lookEverySeconds: 0,
}

const ACTION: Action = {
  kind: 'heal',
  id: 7,
  mechanism: 'treasurySwap',
  state: 'unknown',
  amount: 5n,
  minOut: 1n,
  transactions: [
    {
      txHash: '0x01',
      rawTransaction: '0xdeadbeef',
      sender: LOCAL_ACCOUNTS.agent.address,
      nonce: 0,
      maxFeePerGas: 1n,
      maxPriorityFeePerGas: 1n,
      signedAt: 1,
    },
  ],
  minedIn: undefined,
  delivered: undefined,
  reason: undefined,
  memo: undefined,
  updatedAt: 1,
}
const INCIDENT: Incident = {
  id: 1,
  kind: 'clockSkewed',
  severity: 'warning',
  summary: 'the clock is 40 s ahead',
  openedAt: 1,
  closedAt: undefined,
}
const journalOf = (open: Action[], incidents: Incident[]): ReadStatusParameters['journal'] => ({
  engine: 'sqlite',
  actions: async () => open,
  openActions: async () => open,
  openIncidents: async () => incidents,
  poolEvents: async () => [],
})

/** Answers `/readyz` as an agent would. */
const serveReadiness = async (status: number, body: unknown) => {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => new Promise<void>((resolve) => void server.close(() => resolve()))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

describe('commands that only look', () => {
  let harness: AgentHarness
  let wiring: Wiring
  beforeAll(async () => {
    harness = await startAgentHarness()
    wiring = await readWiring(harness.client, { ...harness.deployment, reserve: undefined })
  })
  afterAll(() => harness.stop())

  const status = async (change: Partial<ReadStatusParameters> = {}) =>
    readStatus(harness.client, {
      ...wiring,
      treasury: harness.deployment.treasury,
      depth: 1n,
      poolPolicy: POOL_POLICY,
      journal: journalOf([], []),
      operationsUrl: undefined,
      minGasBalance: parseEther('0.05'),
      now: Number((await harness.client.getBlock()).timestamp) + 5,
      ...change,
    })
  const simulate = (deficit: string, change: Partial<SimulateDeficitParameters> = {}) =>
    simulateDeficit(harness.client, {
      ...wiring,
      treasury: harness.deployment.treasury,
      quoter: MAINNET.quoterV2,
      slippageBps: 50n,
      deficit,
      policy: LOCAL_POLICY,
      ...change,
    })

  describe('status', () => {
    it('says that nothing was reported yet', async () => {
      await harness.undoAfter(async () => {
        const found = await status()
        expect(found.attestation).toMatchObject({ status: 'UNKNOWN', unknownReason: 'NEVER_REPORTED', epoch: 0 })
        expect(found.problems).toEqual([expect.stringMatching(/NEVER_REPORTED/)])
        expect(renderStatus(found)).toMatch(/attestation +UNKNOWN \(NEVER_REPORTED\), no report yet/)
      })
    })

    it('is well when the reserve is solvent, funds are there and the agent is ready', async () => {
      const epoch = await harness.report({ spend: 0n, isSolvent: true })
      const agent = await serveReadiness(200, { ready: true, reasons: [] })
      try {
        const found = await status({ operationsUrl: agent.url })
        expect(found.problems).toEqual([])
        expect(found.chain.confirmed).toBe(found.chain.head - 1n)
        expect(found).toMatchObject({
          chain: { id: 31337 },
          attestation: { status: 'SOLVENT', epoch },
          treasury: { balance: 20_000_000_000_000n, perAction: 5_000_000_000_000n, windowSeconds: 3600, paused: false },
          agent: { address: LOCAL_ACCOUNTS.agent.address, process: { state: 'ready' } },
          tokens: { payment: { symbol: 'USDC', decimals: 6 }, collateral: { symbol: 'WBTC', decimals: 8 } },
        })
        const text = renderStatus(found)
        expect(text).toMatch(/treasury +20,000,000 USDC; at most 5,000,000 USDC per heal/)
        expect(text).toMatch(/running and ready/)
        expect(text).toMatch(/All is well\.$/)
      } finally {
        await agent.close()
      }
    })

    it('tells what is wrong with chain, agent and journal', async () => {
      await harness.report({ spend: 0n, isSolvent: false })
      const agent = await serveReadiness(503, { ready: false, reasons: ['noHeadProgress'] })
      try {
        const found = await status({
          operationsUrl: agent.url,
          minGasBalance: parseEther('1000000'),
          journal: journalOf([ACTION], [INCIDENT, { ...INCIDENT, severity: 'info', summary: 'a heal is under way' }]),
        })
        expect(found.problems).toEqual([
          'the reserve is attested insolvent',
          expect.stringMatching(/MIN_GAS_BALANCE/),
          'the agent runs but would not act: noHeadProgress',
          'nobody knows what became of heal 7: look, then run agent resolve',
          'incident clockSkewed: the clock is 40 s ahead',
        ])
        expect(renderStatus(found)).toMatch(/open actions +heal 7: unknown/)
        // Whoever has these bytes can broadcast them.
        expect(renderJson(found)).not.toContain('deadbeef')
      } finally {
        await agent.close()
      }
    })

    it('finds that the report is stale, the treasury empty, and no agent answers', async () => {
      await harness.undoAfter(async () => {
        await harness.report({ spend: 0n, isSolvent: true })
        await harness.pass(3_601)
        const gone = await serveReadiness(200, {})
        await gone.close()
        const found = await status({ operationsUrl: gone.url, journal: { problem: 'there is none' } })
        expect(found.problems).toEqual([
          expect.stringMatching(/unknown \(STALE\)/),
          expect.stringMatching(/no agent answers/),
          'the journal cannot be read: there is none',
        ])
        expect(renderStatus(found)).toMatch(/journal +cannot be read/)
      })
    })

    it('prints amounts as digits in JSON', async () => {
      const found = JSON.parse(renderJson(await status()))
      expect(found.treasury.balance).toBe('20000000000000')
      expect(found.chain.id).toBe(31337)
    })
  })

  describe('simulate', () => {
    it('says what a small deficit would cost and what the pool would really give for it', async () => {
      const found = await simulate('2')
      expect(found).toMatchObject({ deficit: 200_000_000n, obstacles: [], windows: 1 })
      expect(found.plan).toMatchObject({ tier: 'small', epochs: 1, spend: found.plan?.cost })
      const { quote, floor, minOut } = found.swap ?? { quote: 0n, floor: 0n, minOut: 0n }
      expect(minOut).toBe((quote * 9_950n) / 10_000n)
      expect(minOut).toBeGreaterThan(floor)
      // One heal restores all of it: that is what is ordered on top is for.
      expect(quote).toBeGreaterThanOrEqual(200_000_000n)
      await harness.undoAfter(async () => {
        const owner = LOCAL_ACCOUNTS.guardian.address
        const balance = () =>
          harness.client.readContract({
            address: MAINNET.wbtc,
            abi: erc20Abi,
            functionName: 'balanceOf',
            args: [owner],
          })
        const before = await balance()
        await harness.buyCollateral(found.plan?.spend ?? 0n)
        expect((await balance()) - before).toBe(quote)
      })
      expect(renderSimulation(found)).toMatch(/The first order would be executed\.$/)
    })

    it('shows what each of the treasury’s feeds answers', async () => {
      const { prices } = await simulate('2')
      const { btcUsdFeed, wbtcBtcFeed, usdcUsdFeed } = MAINNET
      for (const [price, feed] of [
        [prices.btcUsd, btcUsdFeed],
        [prices.wbtcBtc, wbtcBtcFeed],
        [prices.usdcUsd, usdcUsdFeed],
      ] as const) {
        const { answer, updatedAt } = await readFeed(harness.client, { feed })
        expect(price).toEqual({ answer, updatedAt: Number(updatedAt), decimals: 8 })
      }
    })

    it('never accepts less than the treasury’s floor, whatever slippage the agent tolerates', async () => {
      const { swap } = await simulate('2', { slippageBps: 5_000n })
      expect(swap?.minOut).toBe(swap?.floor)
    })

    it('orders one window’s cap at a time and says how long the rest takes', async () => {
      const found = await simulate('300')
      const { cost = 0n } = found.plan ?? {}
      expect(found.plan).toMatchObject({ tier: 'small', spend: LOCAL_POLICY.maxOrder, remainder: 0n })
      expect(found.plan?.epochs).toBe(Number((cost + LOCAL_POLICY.maxOrder - 1n) / LOCAL_POLICY.maxOrder))
      expect(found.windows).toBe(Number((cost + 9_999_999_999_999n) / 10_000_000_000_000n))
      expect(found.windows).toBeGreaterThan(1)
      expect(renderSimulation(found)).toMatch(/each next one orders from the rest; at least \d+ (min|h)/)
    })

    it('leaves what is above the boundary to the dark pool, and what is too small alone', async () => {
      expect(await simulate('100000')).toMatchObject({
        plan: { tier: 'large' },
        swap: undefined,
        obstacles: ['slotWithoutKey'],
        pool: { address: harness.deployment.darkPool, roundsPerRequest: LOCAL_SETTINGS.darkPool.roundsPerRequest },
      })
      expect(await simulate('0.00001')).toMatchObject({
        plan: { tier: 'none' },
        swap: undefined,
        obstacles: ['noOrder'],
      })
    })

    it('names every rule that stops the order', async () => {
      const policy = { ...LOCAL_POLICY, maxOrder: parseUnits('25000000', 6) }
      const found = await simulate('400', { policy })
      expect(found.obstacles).toEqual(['aboveActionLimit', 'aboveWindow', 'insufficientFunds', 'priceBelowFloor'])
      expect(renderSimulation(found)).toMatch(/would not be executed:\n {2}aboveActionLimit: .*lower the workflow/)
    })

    it('has no price when a feed is stale', async () => {
      await harness.undoAfter(async () => {
        await harness.pass(LOCAL_SETTINGS.feedMaxAgeSeconds + 60)
        const found = await simulate('2')
        expect(found.swap).toBeUndefined()
        expect(found.obstacles).toEqual(['priceUnavailable'])
      })
    })

    it.each(['', '-1', '1e3', '2.123456789', 'all'])('refuses %j as a deficit', async (deficit) => {
      await expect(simulate(deficit)).rejects.toThrow(/is no amount of WBTC/)
    })
  })

  it('assumes what the workflow is configured with', () => {
    const file = path.join(projectRoot, 'workflow', 'reserve', 'config.production.json')
    const config = JSON.parse(fs.readFileSync(file, 'utf8'))
    expect(WORKFLOW_ORDER_POLICY).toEqual({
      tierBoundaryUsd: BigInt(config.tierBoundaryUsd),
      executionBps: config.executionBps,
      minOrder: BigInt(config.minOrder),
      maxOrder: BigInt(config.maxOrder),
      maxPoolOrder: BigInt(config.maxPoolOrder),
    })
  })
})
