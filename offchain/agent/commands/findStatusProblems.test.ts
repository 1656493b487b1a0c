import { describe, expect, it } from 'vitest'
import { NOW, POOL_POLICY, POOL_SIGHT } from '../../../test/offchain/poolSight.ts'
import type { AgentStatus } from './agentStatus.ts'
import { findStatusProblems } from './findStatusProblems.ts'

const ADDRESS = '0x0000000000000000000000000000000000000001'
const WELL: Omit<AgentStatus, 'problems'> = {
  now: 1_000,
  chain: { id: 1, head: 9n, headAt: NOW, confirmed: 6n },
  attestation: { address: ADDRESS, status: 'SOLVENT', unknownReason: 'NONE', epoch: 900, statementAt: 890 },
  treasury: {
    address: ADDRESS,
    paused: false,
    balance: 10n,
    perAction: 10n,
    perWindow: 20n,
    available: 20n,
    windowSeconds: 60,
    lastHealedEpoch: 0,
    lastHealAt: 0,
    settlementLag: 0,
  },
  agent: { address: ADDRESS, gasBalance: 5n, process: { state: 'unknown', reasons: [] } },
  pool: { address: ADDRESS, ...POOL_SIGHT },
  journal: { engine: 'sqlite', open: [], heals: [], incidents: [] },
  tokens: {
    payment: { address: ADDRESS, symbol: 'USDC', decimals: 6 },
    collateral: { address: ADDRESS, symbol: 'WBTC', decimals: 8 },
  },
}

describe('findStatusProblems', () => {
  it('finds none when all is well, exactly at every limit', () => {
    expect(findStatusProblems(WELL, { minGasBalance: 5n, poolPolicy: POOL_POLICY })).toEqual([])
  })

  it.each([
    ['the treasury is paused', { treasury: { ...WELL.treasury, paused: true } }],
    ['the treasury holds less', { treasury: { ...WELL.treasury, balance: 9n } }],
    ['the agent’s account holds', { agent: { ...WELL.agent, gasBalance: 4n } }],
    [
      'the status is unknown (STALE)',
      { attestation: { ...WELL.attestation, status: 'UNKNOWN', unknownReason: 'STALE' } },
    ],
    ['the reserve is attested insolvent', { attestation: { ...WELL.attestation, status: 'INSOLVENT' } }],
  ] as const)('finds that %s', (beginning, change) => {
    const [problem, ...others] = findStatusProblems(
      { ...WELL, ...change },
      { minGasBalance: 5n, poolPolicy: POOL_POLICY },
    )
    expect(problem?.replace("'", '’').startsWith(beginning)).toBe(true)
    expect(others).toEqual([])
  })
})
