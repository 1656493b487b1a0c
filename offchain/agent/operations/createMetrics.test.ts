import { formatUnits, parseEther } from 'viem'
import { describe, expect, it } from 'vitest'
import type { Action, Incident } from '../../store/journal.ts'
import { createMetrics } from './createMetrics.ts'

const create = (isReady = () => true) => createMetrics({ version: '1.2.3', signer: 'localKey', isReady })

const ownLines = (text: string) => text.split('\n').filter((line) => line.startsWith('reserve_agent_'))

/** What an observer must never see, as numbers that stand out. */
const AMOUNT = 4_321_987_654_321n
const DELIVERED = 8_765_123_409n
const RPC_URL = 'https://rpc.test/v2/PROVIDER-KEY'

const action: Action = {
  kind: 'heal',
  id: 1_763_700_123,
  mechanism: 'treasurySwap',
  state: 'mined',
  amount: AMOUNT,
  minOut: DELIVERED,
  transactions: [],
  minedIn: undefined,
  delivered: DELIVERED,
  reason: `spent ${AMOUNT}`,
  memo: undefined,
  updatedAt: 1_763_700_130,
}

const incident: Incident = {
  id: 1,
  kind: 'limitReached',
  severity: 'warning',
  summary: `an order of ${AMOUNT} is above the limit`,
  openedAt: 1_763_700_130,
  closedAt: undefined,
}

const encodingsOf = (amount: bigint) => [
  amount.toString(),
  amount.toString(16),
  Number(amount).toExponential(),
  amount.toLocaleString('en'),
  formatUnits(amount, 6),
  formatUnits(amount, 8),
]

describe('createMetrics', () => {
  it('shows of the pool what everybody can see: statuses, times, stakes, and what cover costs', async () => {
    const metrics = create()
    const requests = [
      { status: 'expired', sentAt: 900, endedAt: 1_000 },
      { status: 'settled', sentAt: 100, endedAt: 700 },
      { status: 'settled', sentAt: 50, endedAt: 60 },
    ] as const
    const sight = {
      requests,
      deposits: 4,
      state: { ether: parseEther('0.25'), schedule: { lastRequestAt: 900, requestInterval: 600 } },
      matchers: { active: 2, expiresAt: 5_000 },
      cover: { month: parseEther('1.5'), spent: parseEther('0.5'), cap: undefined },
    }
    metrics.recordPool(sight)
    const lines = ownLines(await metrics.render())
    for (const line of [
      'pool_requests{status="settled"} 2',
      'pool_requests{status="expired"} 1',
      'pool_requests{status="pending"} 0',
      'pool_request_seconds 100',
      'pool_next_request_timestamp_seconds 1500',
      'pool_deposits 4',
      'pool_stake_balance_ether 0.25',
      'pool_matchers 2',
      'pool_matcher_expiry_timestamp_seconds 5000',
      'cover_month_ether 1.5',
      'cover_spent_ether 0.5',
      'cover_cap_ether -1',
    ]) {
      expect(lines).toContain(`reserve_agent_${line}`)
    }
    // What is gone must not stay at its last value.
    metrics.recordPool({ ...sight, requests: [], cover: { ...sight.cover, cap: parseEther('2') } })
    const later = ownLines(await metrics.render())
    expect(later).toContain('reserve_agent_pool_requests{status="settled"} 0')
    expect(later).toContain('reserve_agent_cover_cap_ether 2')
  })

  it('shows where the agent is on the chain, what it did and how long it took', async () => {
    const metrics = create()
    metrics.recordBlocks({ head: 105n, confirmed: 102n })
    metrics.recordPass({ outcome: 'sent', durationMs: 1_500 })
    metrics.recordPass({ outcome: 'noOrder', durationMs: 20 })
    metrics.recordAction({ kind: 'heal', state: 'confirmed' })
    metrics.recordAttempt({ kind: 'heal', replaces: false })
    metrics.recordAttempt({ kind: 'heal', replaces: true })
    metrics.recordReorg(3)
    metrics.recordJournalWrite({ durationMs: 2, failed: false })
    metrics.recordJournalWrite({ durationMs: 2, failed: true })
    metrics.recordAttestation({ status: 'INSOLVENT', asOf: 1_763_700_000 })
    metrics.recordBalances({ gas: parseEther('1.5'), payment: 2_500_000n, paymentDecimals: 6 })
    const lines = ownLines(await metrics.render())
    for (const line of [
      'reserve_agent_head_block 105',
      'reserve_agent_confirmed_block 102',
      'reserve_agent_passes_total{outcome="sent"} 1',
      'reserve_agent_pass_duration_seconds_sum 1.52',
      'reserve_agent_pass_duration_seconds_bucket{le="2.5"} 2',
      'reserve_agent_actions_total{kind="heal",state="confirmed"} 1',
      'reserve_agent_attempts_total{kind="heal"} 2',
      'reserve_agent_replacements_total{kind="heal"} 1',
      'reserve_agent_reorgs_total 1',
      'reserve_agent_reorg_depth_blocks_sum 3',
      'reserve_agent_journal_write_duration_seconds_count 1',
      'reserve_agent_journal_write_failures_total 1',
      'reserve_agent_attestation_status 2',
      'reserve_agent_attestation_timestamp_seconds 1763700000',
      'reserve_agent_gas_balance_ether 1.5',
      'reserve_agent_treasury_balance_tokens 2.5',
      'reserve_agent_build_info{version="1.2.3",signer="localKey"} 1',
    ]) {
      expect(lines).toContain(line)
    }
  })

  it('asks whether the agent is ready at each scrape', async () => {
    let ready = true
    const metrics = create(() => ready)
    expect(await metrics.render()).toContain('reserve_agent_ready 1')
    ready = false
    expect(await metrics.render()).toContain('reserve_agent_ready 0')
  })

  it('counts requests, failures and health by the position of the provider', async () => {
    const metrics = create()
    metrics.recordRpcRequest({ provider: 0, durationMs: 30, failed: false })
    metrics.recordRpcRequest({ provider: 1, durationMs: 30, failed: true })
    metrics.recordProviderHealth({ provider: 1, healthy: false })
    const lines = ownLines(await metrics.render())
    expect(lines).toContain('reserve_agent_rpc_requests_total{provider="0"} 1')
    expect(lines).toContain('reserve_agent_rpc_failures_total{provider="1"} 1')
    expect(lines.filter((line) => line.startsWith('reserve_agent_rpc_failures_total'))).toHaveLength(1)
    expect(lines).toContain('reserve_agent_provider_healthy{provider="1"} 0')
  })

  it('forgets an incident that closed', async () => {
    const metrics = create()
    metrics.recordOpenIncidents([incident, { kind: 'lowGasBalance', severity: 'critical' }])
    expect(await metrics.render()).toContain('reserve_agent_open_incidents{kind="lowGasBalance",severity="critical"} 1')
    metrics.recordOpenIncidents([incident])
    const lines = ownLines(await metrics.render())
    expect(lines.filter((line) => line.startsWith('reserve_agent_open_incidents{'))).toEqual([
      'reserve_agent_open_incidents{kind="limitReached",severity="warning"} 1',
    ])
  })

  it('names units and counters as Prometheus does, and registers nothing globally', async () => {
    const text = await create().render()
    const types = [...text.matchAll(/^# TYPE (reserve_agent_\S+) (\S+)$/gm)].map(([, name = '', type = '']) => {
      return { name, type }
    })
    expect(types.length).toBeGreaterThan(20)
    for (const { name, type } of types) {
      expect(name.endsWith('_total')).toBe(type === 'counter')
      expect(name).not.toMatch(/_ms|milli|_gwei|_wei/)
    }
    expect(text).toContain('process_resident_memory_bytes')
    await expect(create().render()).resolves.toContain('process_resident_memory_bytes')
  })

  it('never shows an amount of an order or an endpoint, whatever it is handed', async () => {
    const metrics = create()
    metrics.recordAction(action)
    metrics.recordAttempt({ ...action, replaces: true })
    metrics.recordOpenIncidents([incident, { kind: `order of ${AMOUNT}`, severity: 'info' }])
    metrics.recordPass({ outcome: `SpendAboveActionLimit(${AMOUNT}, 1)`, durationMs: 5 })
    metrics.recordNotification({ channel: RPC_URL, delivered: false })
    metrics.recordPendingNotifications(2)
    const text = await metrics.render()
    expect(text).toContain('reserve_agent_passes_total{outcome="other"} 1')
    for (const secret of [...encodingsOf(AMOUNT), ...encodingsOf(DELIVERED), 'PROVIDER-KEY', 'rpc.test']) {
      expect(text.toLowerCase()).not.toContain(secret.toLowerCase())
    }
  })
})
