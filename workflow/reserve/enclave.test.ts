import { test } from '@chainlink/cre-sdk/test'
import { describe, expect } from 'vitest'
import { orderDigest } from '../../offchain/protocol/orderDigest.ts'
import type { ReserveReport } from '../../offchain/protocol/report.ts'
import { SCALAR_FIELD } from '../../offchain/protocol/scalarField.ts'
import { openOrder } from '../../offchain/protocol/sealedOrder.ts'
import { checkInEnclave, ENCLAVE_ERROR } from './enclave.ts'
import { agentSecretKey, config, EPOCH, mockDon, ORDER_SEED, STATEMENT_AT, statement } from './mockedDon.ts'

// 1000 WBTC are owed and 100 may still be issued: solvent from 1100, healed below 1111 up to 1122.
const WBTC = 100_000_000n
const holding = (reserve: bigint) => ({ body: statement(reserve * WBTC, 1000n * WBTC) })
const USDC = 1_000_000n

const opened = (report: ReserveReport) => {
  const order = openOrder({ agentSecretKey, context: report, sealedOrder: report.sealedOrder })
  expect(orderDigest(report.poolOrder, order.spend, order.salt)).toBe(report.orderDigest)
  return order
}

describe('checkInEnclave', () => {
  const situations: [string, bigint, boolean, bigint][] = [
    ['at the target', 1122n, true, 0n],
    ['at the healing threshold', 1111n, true, 0n],
    ['below it, still solvent', 1105n, true, 17n * 101_000n * USDC],
    ['insolvent, small deficit', 1099n, false, 23n * 101_000n * USDC],
    ['insolvent, more than one order', 1000n, false, 5_000_000n * USDC],
    ['insolvent, at the tier boundary', 622n, false, 5_000_000n * USDC],
    ['insolvent, large deficit', 621n, false, 0n],
    ['empty', 0n, false, 0n],
  ]
  for (const [title, reserve, isSolvent, spend] of situations) {
    test(`reports and orders: ${title}`, () => {
      const report = checkInEnclave(mockDon(holding(reserve)).tee, EPOCH)
      expect(report).toMatchObject({
        chainId: 31337n,
        receiver: config.attestation,
        epoch: EPOCH,
        statementAt: STATEMENT_AT,
        isSolvent,
        mintCeiling: 100n * WBTC,
      })
      expect(opened(report).spend).toBe(spend)
      expect(BigInt(report.poolOrder.nonce)).toBeLessThan(SCALAR_FIELD)
      expect(BigInt(report.poolOrder.ciphertext)).toBeLessThan(SCALAR_FIELD)
    })
  }

  test('the same run gives the same report, another epoch unrelated orders', () => {
    const first = checkInEnclave(mockDon(holding(1099n)).tee, EPOCH)
    expect(checkInEnclave(mockDon(holding(1099n)).tee, EPOCH)).toEqual(first)
    const next = checkInEnclave(mockDon(holding(1099n)).tee, EPOCH + 300)
    const words = ({ sealedOrder, poolOrder, orderDigest: digest }: ReserveReport) => [
      ...sealedOrder,
      poolOrder.nonce,
      poolOrder.ciphertext,
      digest,
    ]
    expect(new Set([...words(first), ...words(next)]).size).toBe(12)
  })

  const unusable: [string, Parameters<typeof mockDon>[0]][] = [
    ['a stale BTC/USD', { feeds: { btcUsd: { updatedAt: EPOCH - 3600 } } }],
    ['a stale WBTC/BTC', { feeds: { wbtcBtc: { updatedAt: EPOCH - 86_400 } } }],
    ['a stale USDC/USD', { feeds: { usdcUsd: { updatedAt: EPOCH - 86_400 } } }],
    ['a feed that never answered', { feeds: { btcUsd: { updatedAt: 0 } } }],
    ['a zero answer', { feeds: { btcUsd: { answer: 0n } } }],
    ['a negative answer', { feeds: { btcUsd: { answer: -1n } } }],
    ['WBTC off its peg', { feeds: { wbtcBtc: { answer: 97_999_999n } } }],
    ['USDC below its peg', { feeds: { usdcUsd: { answer: 97_999_999n } } }],
    ['USDC above its peg', { feeds: { usdcUsd: { answer: 102_000_001n } } }],
    ['a feed that reverts', { feeds: { usdcUsd: undefined } }],
  ]
  for (const [title, situation] of unusable) {
    test(`reports the bit without an order: ${title}`, () => {
      const report = checkInEnclave(mockDon({ ...holding(1099n), ...situation }).tee, EPOCH)
      expect(report.isSolvent).toBe(false)
      expect(opened(report).spend).toBe(0n)
    })
  }

  test('a feed of the largest age still counts', () => {
    const feeds = { btcUsd: { updatedAt: EPOCH + 3 - 3600 } }
    expect(opened(checkInEnclave(mockDon({ ...holding(1099n), feeds }).tee, EPOCH)).spend).toBeGreaterThan(0n)
  })

  test('asks the DON for the same things whatever the figures say, and before it knows them', () => {
    const reads = [1122n, 1105n, 1099n, 0n].map((reserve) => {
      const { tee, requests } = mockDon(holding(reserve))
      checkInEnclave(tee, EPOCH)
      return requests
    })
    expect(new Set(reads.map((requests) => requests.join('\n'))).size).toBe(1)
    expect(reads[0]?.map((request) => request.split(' ')[0])).toEqual([...Array(6).fill('evm'), 'http'])
  })

  const refused: [string, Parameters<typeof mockDon>[0]][] = [
    ['no liabilities', { body: statement(1n, 0n) }],
    ['a missing field', { body: `{"totalReserve":"1","asOf":${STATEMENT_AT}}` }],
    ['a float', { body: `{"totalReserve":1.5,"totalLiabilities":"1","asOf":${STATEMENT_AT}}` }],
    ['a negative figure', { body: statement(-1n, 1n) }],
    ['an absurd figure', { body: statement(2n ** 97n, 1n) }],
    ['no JSON', { body: 'totalReserve=987654321' }],
    ['an empty body', { body: '' }],
    ['a stale statement', { body: statement(1n, 1n, EPOCH - 601) }],
    ['a statement from the future', { body: statement(1n, 1n, EPOCH + 60) }],
    ['HTTP 401', { statusCode: 401 }],
    ['HTTP 404', { statusCode: 404 }],
    ['HTTP 500', { statusCode: 500 }],
    ['HTTP 302', { statusCode: 302 }],
    ['no API key', { secrets: { ORDER_SEED } }],
    ['no order seed', { secrets: { RESERVE_API_KEY: 'k' } }],
    ['a malformed order seed', { secrets: { RESERVE_API_KEY: 'k', ORDER_SEED: '0x5e' } }],
  ]
  for (const [title, situation] of refused) {
    test(`says one constant thing: ${title}`, () => {
      const { tee, logs } = mockDon(situation)
      let thrown: unknown
      try {
        checkInEnclave(tee, EPOCH)
      } catch (error) {
        thrown = error
      }
      expect(thrown).toStrictEqual(new Error(ENCLAVE_ERROR))
      expect((thrown as Error).cause).toBeUndefined()
      expect(logs()).toEqual([])
    })
  }
})
