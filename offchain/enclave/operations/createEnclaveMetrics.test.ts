import { parseEther } from 'viem'
import { describe, expect, it } from 'vitest'
import type { EnclaveHealth } from '../enclaveHealth.ts'
import { createEnclaveMetrics } from './createEnclaveMetrics.ts'

const SIGNER = `0x${'11'.repeat(20)}` as const
const HEALTH: EnclaveHealth = {
  signer: SIGNER,
  state: 'active',
  expiresAt: 1_800_000_000,
  checkedAt: 1_799_000_000,
  problem: undefined,
  slots: { open: 3, waiting: 1, unreadable: 0 },
  matching: { state: 'proving', reason: undefined, round: 8, settledRound: 7 },
}

const create = (balances: (bigint | Error)[] = [parseEther('1.5')]) => {
  let isReady = true
  const metrics = createEnclaveMetrics({
    version: '1.2.3',
    isReady: () => isReady,
    readBalance: async () => {
      const next = balances.length > 1 ? balances.shift() : balances[0]
      if (next instanceof Error) throw next
      return next ?? 0n
    },
  })
  const lines = async () => (await metrics.render()).split('\n').filter((line) => line.startsWith('reserve_enclave_'))
  const setReady = (ready: boolean) => {
    isReady = ready
  }
  return { metrics, lines, setReady }
}

describe('createEnclaveMetrics', () => {
  it('shows how the enclave stands, and forgets how it stood', async () => {
    const { metrics, lines } = create()
    metrics.recordHealth({ ...HEALTH, state: 'inactive', matching: { ...HEALTH.matching, state: 'idle' } as never })
    metrics.recordHealth(HEALTH)
    const shown = await lines()
    for (const line of [
      'reserve_enclave_build_info{version="1.2.3"} 1',
      'reserve_enclave_ready 1',
      'reserve_enclave_registration_state{state="active"} 1',
      'reserve_enclave_key_expiry_timestamp_seconds 1800000000',
      'reserve_enclave_slot_keys{state="open"} 3',
      'reserve_enclave_slot_keys{state="waiting"} 1',
      'reserve_enclave_matching_state{state="proving"} 1',
      'reserve_enclave_round_number 8',
      'reserve_enclave_settled_round_number 7',
      'reserve_enclave_payer_balance_ether 1.5',
    ]) {
      expect(shown).toContain(line)
    }
    expect(shown.filter((line) => /state="(inactive|idle)"/.test(line))).toEqual([])
  })

  it('counts what the matcher does, and how long it takes', async () => {
    const { metrics, lines } = create()
    metrics.recordEvent({ kind: 'looked', head: { number: 42n, hash: '0x', timestamp: 1_799_000_001 } })
    metrics.recordEvent({ kind: 'closed', round: 8 })
    metrics.recordEvent({ kind: 'settled', round: 8, secondsAfterClose: 4 })
    metrics.recordEvent({ kind: 'expired' })
    metrics.recordProof(1_200)
    metrics.recordRpcRequest({ provider: 2, durationMs: 30, failed: true })
    const shown = await lines()
    for (const line of [
      'reserve_enclave_head_block 42',
      'reserve_enclave_head_timestamp_seconds 1799000001',
      'reserve_enclave_rounds_total{outcome="closed"} 1',
      'reserve_enclave_rounds_total{outcome="settled"} 1',
      'reserve_enclave_rounds_total{outcome="expired"} 1',
      'reserve_enclave_settlement_seconds_sum 4',
      'reserve_enclave_proof_seconds_sum 1.2',
      'reserve_enclave_rpc_failures_total{provider="2"} 1',
    ]) {
      expect(shown).toContain(line)
    }
  })

  it('asks for readiness and balance at each scrape, and keeps a balance that cannot be read', async () => {
    const { lines, setReady } = create([parseEther('2'), new Error('the node is gone'), parseEther('3')])
    expect(await lines()).toContain('reserve_enclave_payer_balance_ether 2')
    setReady(false)
    const shown = await lines()
    expect(shown).toContain('reserve_enclave_payer_balance_ether 2')
    expect(shown).toContain('reserve_enclave_ready 0')
    expect(await lines()).toContain('reserve_enclave_payer_balance_ether 3')
  })
})
