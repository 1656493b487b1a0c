import { describe, expect, it } from 'vitest'
import { word } from '../../../test/offchain/journalRecords.ts'
import { makeSettledRequest } from '../../../test/offchain/poolSight.ts'
import { renderJson } from '../../rendering/renderJson.ts'
import type { Action, Incident, SignedTransaction } from '../../store/journal.ts'
import { readHistory } from './readHistory.ts'
import { renderHistory } from './renderHistory.ts'

const TOKENS = {
  payment: { address: '0x01', symbol: 'USDC', decimals: 6 },
  collateral: { address: '0x02', symbol: 'WBTC', decimals: 8 },
} as const

const transaction = (change: Partial<SignedTransaction>): SignedTransaction => ({
  txHash: '0xaa',
  rawTransaction: '0xdeadbeef',
  sender: '0x03',
  nonce: 4,
  maxFeePerGas: 20_000_000_000n,
  maxPriorityFeePerGas: 1n,
  signedAt: 1_800_000_000,
  ...change,
})

const HEAL: Action = {
  kind: 'heal',
  id: 1_799_999_000,
  mechanism: 'treasurySwap',
  state: 'mined',
  amount: 1_250_000_500_000n,
  minOut: 1_200_000_000n,
  transactions: [transaction({}), transaction({ txHash: '0xbb', maxFeePerGas: 25_500_000_000n })],
  minedIn: { txHash: '0xbb', blockNumber: 77n, blockHash: '0xcc' },
  delivered: 1_234_000_000n,
  reason: 'outbid once',
  memo: undefined,
  updatedAt: 1_800_000_060,
}
const REPLENISHMENT: Action = {
  ...HEAL,
  kind: 'replenish',
  id: 12,
  state: 'failed',
  minOut: 0n,
  delivered: undefined,
  minedIn: undefined,
  transactions: [transaction({ reverted: true })],
}
const INCIDENT: Incident = {
  id: 1,
  kind: 'priceUnavailable',
  severity: 'critical',
  summary: 'a feed is stale',
  openedAt: 1_800_000_000,
  closedAt: 1_800_000_600,
}

const journal = {
  actions: async ({ limit = 99 } = {}) => [HEAL, REPLENISHMENT].slice(0, limit),
  poolEvents: async () => makeSettledRequest(1, 1).toReversed(),
  incidents: async ({ limit = 99 } = {}) => [{ ...INCIDENT, closedAt: undefined }, INCIDENT].slice(0, limit),
}

describe('history', () => {
  it('shows every action and request with every transaction and what became of it', async () => {
    const lines = renderHistory(await readHistory(journal, { limit: 10 }), TOKENS).split('\n')
    expect(lines).toEqual([
      'Actions, newest first:',
      '  2027-01-15T08:01:00Z  heal 1799999000  mined  by treasurySwap',
      '      1,250,000.5 USDC for at least 12 WBTC',
      '      delivered 12.34 WBTC',
      '      outbid once',
      '      2027-01-15T08:00:00Z  0xaa  nonce 4, at most 20 gwei, replaced',
      '      2027-01-15T08:00:00Z  0xbb  nonce 4, at most 25.5 gwei, mined in block 77',
      '  2027-01-15T08:01:00Z  replenish 12  failed  by treasurySwap',
      '      1,250,000.5 USDC',
      '      outbid once',
      '      2027-01-15T08:00:00Z  0xaa  nonce 4, at most 20 gwei, reverted',
      '',
      'Requests to the dark pool, newest first:',
      '  2027-01-15T08:00:12Z  request 1  settled after 84 s, of epoch 1799999001, 3 rounds settled, 700034 gas in all',
      `      sent in ${word(1_001)}`,
      ...[4, 6, 8].map((block) => `      settled in ${word(1_000 + block)}`),
      '',
      'Incidents, newest first:',
      '  2027-01-15T08:00:00Z  critical  priceUnavailable  open: a feed is stale',
      '  2027-01-15T08:00:00Z  critical  priceUnavailable  closed after 10 min: a feed is stale',
    ])
  })

  it('shows base units where the tokens are not known, and that there is nothing', () => {
    const text = renderHistory({ actions: [{ ...HEAL, transactions: [] }], requests: [], incidents: [] })
    expect(text).toContain('1250000500000 base units for at least 1200000000 base units')
    expect(text).toMatch(/Incidents, newest first:\n {2}none$/)
  })

  it('never shows bytes that could be broadcast, and keeps amounts exact in JSON', async () => {
    const history = await readHistory(journal, { limit: 1 })
    expect(history.actions).toHaveLength(1)
    expect(history.incidents).toHaveLength(1)
    const json = renderJson(history)
    expect(json).not.toContain('deadbeef')
    expect(JSON.parse(json).actions[0]).toMatchObject({ amount: '1250000500000', minedIn: { blockNumber: '77' } })
  })

  it('says nothing of gas that nobody asked for', async () => {
    const undated = makeSettledRequest(1, 1).map((event) => ({ ...event, gasUsed: 0n }))
    const history = await readHistory({ ...journal, poolEvents: async () => undated.toReversed() }, { limit: 1 })
    expect(renderHistory(history)).toContain('3 rounds settled\n')
  })
})
