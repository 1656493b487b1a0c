import { test } from '@chainlink/cre-sdk/test'
import { zeroHash } from 'viem'
import { describe, expect } from 'vitest'
import { checkWithoutEnclave, FALLBACK_NOTICE } from './fallback.ts'
import { config, EPOCH, mockDon, STATEMENT_AT, statement } from './mockedDon.ts'

const WBTC = 100_000_000n

describe('checkWithoutEnclave', () => {
  for (const [reserve, isSolvent] of [
    [1100n, true],
    [1099n, false],
    [0n, false],
  ] as const) {
    test(`reports the bit and no order: reserve ${reserve}`, () => {
      const { runtime, logs } = mockDon({ body: statement(reserve * WBTC, 1000n * WBTC) })
      expect(checkWithoutEnclave(runtime, EPOCH)).toEqual({
        chainId: 31337n,
        receiver: config.attestation,
        epoch: EPOCH,
        statementAt: STATEMENT_AT,
        isSolvent,
        mintCeiling: 100n * WBTC,
        poolOrder: { nonce: zeroHash, ciphertext: zeroHash },
        sealedOrder: [zeroHash, zeroHash, zeroHash],
        orderDigest: zeroHash,
      })
      expect(logs()).toEqual([FALLBACK_NOTICE])
    })
  }

  test('asks for no secret but the API key, which only the request sees', () => {
    const { runtime, secretsAsked, requests } = mockDon()
    checkWithoutEnclave(runtime, EPOCH)
    expect(secretsAsked).toEqual(['RESERVE_API_KEY'])
    expect(requests).toEqual([`confidential-http ${config.custodianUrl} Bearer {{.RESERVE_API_KEY}}`])
  })

  for (const situation of [
    { statusCode: 401 },
    { statusCode: 500 },
    { body: statement(1n, 0n) },
    { body: '{"totalReserve":987654321}' },
    { body: statement(1n, 1n, EPOCH - 601) },
  ]) {
    test(`throws without a figure: ${JSON.stringify(situation)}`, () => {
      const { runtime } = mockDon(situation)
      expect(() => checkWithoutEnclave(runtime, EPOCH)).toThrow(/^[^0-9]*$/)
    })
  }
})
