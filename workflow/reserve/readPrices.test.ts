import { test } from '@chainlink/cre-sdk/test'
import { describe, expect } from 'vitest'
import { EPOCH, type MockedFeed, mockDon } from './mockedDon.ts'
import { readPrices } from './readPrices.ts'

describe('readPrices', () => {
  test('reads answers with the decimals of their feeds', () => {
    const feeds = {
      btcUsd: { answer: 117_345n * 10n ** 18n, decimals: 18 },
      usdcUsd: { answer: 999_000n, decimals: 6 },
    }
    expect(readPrices(mockDon({ feeds }).runtime)).toEqual({
      btcUsd: { answer: 117_345n * 10n ** 18n, decimals: 18 },
      wbtcBtc: { answer: 10n ** 8n, decimals: 8 },
      usdcUsd: { answer: 999_000n, decimals: 6 },
    })
  })

  test('takes an answer stamped just after the clock of the DON', () => {
    expect(readPrices(mockDon({ feeds: { btcUsd: { updatedAt: EPOCH + 12 } } }).runtime)).toBeDefined()
  })

  const unusable: (Partial<MockedFeed> | undefined)[] = [
    { answer: 0n },
    { answer: -1n },
    { updatedAt: 0 },
    { updatedAt: EPOCH - 90_000 },
    undefined,
  ]
  for (const name of ['btcUsd', 'wbtcBtc', 'usdcUsd'] as const) {
    unusable.forEach((feed, index) => {
      test(`gives no prices at all with an unusable ${name} (${index})`, () => {
        expect(readPrices(mockDon({ feeds: { [name]: feed } }).runtime)).toBeUndefined()
      })
    })
  }
})
