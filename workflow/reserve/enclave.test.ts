import { test } from '@chainlink/cre-sdk/test'
import { bytesToHex, zeroHash } from 'viem'
import { describe, expect } from 'vitest'
import { orderDigest } from '../../offchain/protocol/orderDigest.ts'
import { splitMessageNonce } from '../../offchain/protocol/pool/messageNonce.ts'
import { decryptOrder } from '../../offchain/protocol/pool/order.ts'
import type { ReserveReport } from '../../offchain/protocol/report.ts'
import { openOrder } from '../../offchain/protocol/sealedOrder.ts'
import { encodeSlotKey } from '../../offchain/protocol/slotKey.ts'
import { checkInEnclave, ENCLAVE_ERROR } from './enclave.ts'
import { agentSecretKey, config, EPOCH, mockDon, SECRETS, STATEMENT_AT, statement } from './mockedDon.ts'
import { type MockedLog, otherLeaves, type PoolSituation, SLOT_KEY, settledLog } from './mockedPool.ts'

// 1000 WBTC are owed and 100 may still be issued: solvent from 1100, healed below 1111 up to 1122.
const WBTC = 100_000_000n
const holding = (reserve: bigint) => ({ body: statement(reserve * WBTC, 1000n * WBTC) })
const USDC = 1_000_000n

const opened = (report: ReserveReport) => {
  const order = openOrder({ agentSecretKey, context: report, sealedOrder: report.sealedOrder })
  expect(orderDigest(report.poolOrder, order.spend, order.salt)).toBe(report.orderDigest)
  return { ...order, wanted: wantedIn(report) }
}

const wantedIn = ({ poolOrder, epoch }: ReserveReport, key = SLOT_KEY): bigint | undefined => {
  const { nonce, ciphertext } = poolOrder
  expect(splitMessageNonce(BigInt(nonce)).counter).toBe(BigInt(epoch))
  const order = decryptOrder(key, { nonce: BigInt(nonce), ciphertext: BigInt(ciphertext) })
  if (order) expect(order).toMatchObject({ maxPremiumBps: 500n, allowPartial: true, disclose: false })
  return order?.deficit
}

describe('checkInEnclave', () => {
  const situations: [string, bigint, boolean, bigint, bigint?][] = [
    ['at the target', 1122n, true, 0n],
    ['at the healing threshold', 1111n, true, 0n],
    ['below it, still solvent', 1105n, true, 17n * 101_000n * USDC],
    ['insolvent, small deficit', 1099n, false, 23n * 101_000n * USDC],
    ['insolvent, more than one order', 1000n, false, 5_000_000n * USDC],
    ['insolvent, at the tier boundary', 622n, false, 5_000_000n * USDC],
    ['insolvent, large deficit', 621n, false, 0n, 501n],
    ['empty, more than one order', 0n, false, 0n, 800n],
  ]
  for (const [title, reserve, isSolvent, spend, wanted = 0n] of situations) {
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
      expect(opened(report)).toMatchObject({ spend, wanted: wanted * WBTC })
    })
  }

  // Custodian 400: 722 are missing. What is in the pool counts, and what is wanted there is not ordered again.
  const inPool = (collateral: bigint, changes: PoolSituation = {}): PoolSituation => ({
    key: SLOT_KEY,
    collateral: collateral * WBTC,
    ...changes,
  })
  const asked = (deficit: bigint, remaining?: bigint) => ({
    request: { asked: deficit * WBTC, ...(remaining === undefined ? {} : { remaining: remaining * WBTC }) },
  })
  const pools: [string, PoolSituation, boolean, bigint, bigint][] = [
    ['nothing in the slot', inPool(0n), false, 722n, 0n],
    ['a part of what is missing', inPool(100n), false, 622n, 0n],
    ['solvent with what is in the slot', inPool(700n), true, 0n, 22n * 101_000n],
    ['healed by what is in the slot', inPool(711n), true, 0n, 0n],
    ['credited beside it', inPool(700n, { credit: 11n * WBTC }), true, 0n, 0n],
    ['credited without a key', { credit: 711n * WBTC }, true, 0n, 0n],
    ['wanted already', inPool(0n, asked(722n)), false, 0n, 0n],
    ['wanted in part', inPool(0n, asked(200n)), false, 522n, 0n],
    ['wanted but for the small tier', inPool(0n, asked(712n)), false, 0n, 10n * 101_000n],
    ['filled in part and wanted for the rest', inPool(500n, asked(722n, 222n)), false, 0n, 0n],
    ['filled in part, and more is missing since', inPool(500n, asked(600n, 100n)), false, 0n, 122n * 101_000n],
    ['a statement that has not seen the last delivery', inPool(0n, { settledAt: STATEMENT_AT }), false, 0n, 0n],
    ['a chain as old as the books', inPool(0n, { readAt: STATEMENT_AT }), false, 722n, 0n],
    ['the first that may have', inPool(0n, { settledAt: STATEMENT_AT - 1 }), false, 722n, 0n],
  ]
  for (const [title, pool, isSolvent, wanted, dollars] of pools) {
    test(`counts what is in the pool: ${title}`, () => {
      const report = checkInEnclave(mockDon({ ...holding(400n), pool }).tee, EPOCH)
      const spend = dollars * USDC < 5_000_000n * USDC ? dollars * USDC : 5_000_000n * USDC
      expect(report.isSolvent).toBe(isSolvent)
      expect(opened(report)).toMatchObject({ spend, wanted: wanted * WBTC })
    })
  }

  const [slotKey, otherKey] = [SLOT_KEY, SLOT_KEY + 1n].map((key) => bytesToHex(encodeSlotKey(key)))
  test('orders under the key that the slot has, or else under the first', () => {
    const secrets = { ...SECRETS, RESERVE_SLOT_KEY: `${otherKey},${slotKey}` }
    const keyed = checkInEnclave(mockDon({ ...holding(400n), secrets, pool: inPool(0n) }).tee, EPOCH)
    expect([wantedIn(keyed), wantedIn(keyed, SLOT_KEY + 1n)]).toEqual([722n * WBTC, undefined])
    const unkeyed = checkInEnclave(mockDon({ ...holding(400n), secrets }).tee, EPOCH)
    expect([wantedIn(unkeyed), wantedIn(unkeyed, SLOT_KEY + 1n)]).toEqual([undefined, 722n * WBTC])
  })

  test('finds its settlement among others of the block', () => {
    const others = [settledLog(config.pool, otherLeaves()), settledLog(config.attestation, otherLeaves())]
    const pool = inPool(711n, { changeLogs: (logs) => [...others, ...logs, ...others] })
    expect(checkInEnclave(mockDon({ ...holding(400n), pool }).tee, EPOCH).isSolvent).toBe(true)
  })

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
      expect(opened(report)).toMatchObject({ spend: 0n, wanted: 0n })
      const empty = checkInEnclave(mockDon({ ...holding(0n), ...situation }).tee, EPOCH)
      expect(opened(empty)).toMatchObject({ spend: 0n, wanted: 0n })
    })
  }

  test('a feed of the largest age still counts', () => {
    const feeds = { btcUsd: { updatedAt: EPOCH + 3 - 3600 } }
    expect(opened(checkInEnclave(mockDon({ ...holding(1099n), feeds }).tee, EPOCH)).spend).toBeGreaterThan(0n)
  })

  test('asks the DON for the same things whatever the figures say, and for the pool after the books', () => {
    const reads = [1122n, 1105n, 1099n, 0n].flatMap((reserve) =>
      [0n, 1n, 711n].flatMap((collateral) =>
        [asked(0n), asked(722n), asked(200n, 7n), asked(200n, 0n)].map((request) => {
          const { tee, requests } = mockDon({ ...holding(reserve), pool: inPool(collateral, request) })
          checkInEnclave(tee, EPOCH)
          return requests
        }),
      ),
    )
    expect(new Set(reads.map((requests) => requests.join('\n'))).size).toBe(1)
    expect(reads[0]?.map((request) => request.split(' ')[0])).toEqual([
      ...Array(6).fill('evm'),
      'http',
      ...Array(3).fill('evm'),
    ])
  })

  test('asks for as much without a slot, in blocks that a DON does not refuse', () => {
    const { tee, requests } = mockDon(holding(1122n))
    checkInEnclave(tee, EPOCH)
    expect(requests.map((request) => request.split(' ')[0])).toEqual([
      ...Array(6).fill('evm'),
      'http',
      ...Array(3).fill('evm'),
    ])
  })

  const elsewhere = (logs: MockedLog[]) => logs.map((log) => ({ ...log, address: config.attestation }))
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
    ...Object.keys(SECRETS).map((id): [string, Parameters<typeof mockDon>[0]] => [
      `no ${id}`,
      { secrets: Object.fromEntries(Object.entries(SECRETS).filter(([name]) => name !== id)) },
    ]),
    ['a malformed order seed', { secrets: { ...SECRETS, ORDER_SEED: '0x5e' } }],
    ['a malformed slot key', { secrets: { ...SECRETS, RESERVE_SLOT_KEY: '0x5e' } }],
    ['another slot key', { secrets: { ...SECRETS, RESERVE_SLOT_KEY: `${otherKey}` }, pool: inPool(1n) }],
    ['leaves of another hash', { pool: inPool(1n, { position: { leavesHash: zeroHash } }) }],
    ['no leaves', { pool: inPool(1n, { changeLogs: () => [] }) }],
    ['leaves of another block', { pool: inPool(1n, { position: { settledBlock: 999n } }) }],
    ['leaves of another contract', { pool: inPool(1n, { changeLogs: elsewhere }) }],
    ['an order of another hash', { pool: inPool(1n, { ...asked(1n), position: { orderHash: zeroHash } }) }],
    ['an order of another block', { pool: inPool(1n, { ...asked(1n), position: { orderBlock: 0n } }) }],
    ['books of later than the chain that was read', { pool: inPool(1n, { readAt: STATEMENT_AT - 1 }) }],
    ['another slot', { pool: inPool(1n, { position: { slot: 6n } }) }],
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
