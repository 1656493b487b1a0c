import { describe, expect, it } from 'vitest'
import vectors from '../../test/vectors/reservePrice.json' with { type: 'json' }
import { collateralFor, isNearPar, isWorthMoreThan, minimumOut, paymentFor } from './reservePrice.ts'
import { seededRandom } from './seededRandom.ts'

const DECIMALS = { collateral: 8, payment: 6 }

const arbitraryPrices = (random: ReturnType<typeof seededRandom>) => ({
  btcUsd: { answer: 1n + random.magnitude(10n ** 14n), decimals: 8 },
  wbtcBtc: { answer: 1n + random.below(2n * 10n ** 8n), decimals: 8 },
  usdcUsd: { answer: 1n + random.below(2n * 10n ** 8n), decimals: 8 },
})

describe('reservePrice', () => {
  it.each(vectors.cases)('gives what Solidity gives: $name', (vector) => {
    const prices = {
      btcUsd: { answer: BigInt(vector.btcUsd), decimals: Number(vector.btcUsdDecimals) },
      wbtcBtc: { answer: BigInt(vector.wbtcBtc), decimals: Number(vector.wbtcBtcDecimals) },
      usdcUsd: { answer: BigInt(vector.usdcUsd), decimals: Number(vector.usdcUsdDecimals) },
    }
    const decimals = { collateral: Number(vector.collateralDecimals), payment: Number(vector.paymentDecimals) }
    const spend = BigInt(vector.spend)
    expect(collateralFor(spend, prices, decimals)).toBe(BigInt(vector.collateralFor))
    expect(minimumOut(spend, prices, decimals, Number(vector.maxSlippageBps))).toBe(BigInt(vector.minimumOut))
    expect(paymentFor(BigInt(vector.collateral), prices, decimals)).toBe(BigInt(vector.paymentFor))
  })

  it('pays for the collateral with the least payment that buys it', () => {
    const random = seededRandom(3)
    for (let run = 0; run < 500; run++) {
      const prices = arbitraryPrices(random)
      const collateral = 1n + random.magnitude(10n ** 16n)
      const payment = paymentFor(collateral, prices, DECIMALS)
      expect(collateralFor(payment, prices, DECIMALS)).toBeGreaterThanOrEqual(collateral)
      expect(collateralFor(payment - 1n, prices, DECIMALS)).toBeLessThan(collateral)
    }
  })

  it('asks for at most the fair amount, and for all of it without slippage', () => {
    const random = seededRandom(4)
    for (let run = 0; run < 500; run++) {
      const prices = arbitraryPrices(random)
      const spend = random.magnitude(10n ** 20n)
      const fair = collateralFor(spend, prices, DECIMALS)
      const slippageBps = Number(random.below(10_001n))
      const least = minimumOut(spend, prices, DECIMALS, slippageBps)
      expect(least).toBeLessThanOrEqual(fair)
      expect(least * 10_000n).toBeGreaterThanOrEqual(fair * BigInt(10_000 - slippageBps))
      expect(minimumOut(spend, prices, DECIMALS, 0)).toBe(fair)
    }
  })

  it('compares worth with whole dollars exactly', () => {
    const prices = {
      btcUsd: { answer: 100_000n * 10n ** 8n, decimals: 8 },
      wbtcBtc: { answer: 10n ** 8n, decimals: 8 },
      usdcUsd: { answer: 10n ** 8n, decimals: 8 },
    }
    const fiftyMillion = 500n * 10n ** 8n
    expect(isWorthMoreThan(50_000_000n, fiftyMillion, prices, DECIMALS)).toBe(false)
    expect(isWorthMoreThan(50_000_000n, fiftyMillion + 1n, prices, DECIMALS)).toBe(true)
  })

  it.each([
    [10n ** 8n, 0, true],
    [10n ** 8n + 1n, 0, false],
    [99_000_000n, 100, true],
    [98_999_999n, 100, false],
    [101_000_000n, 100, true],
    [101_000_001n, 100, false],
  ])('calls %s with %i bps near par: %s', (answer, maxDepegBps, expected) => {
    expect(isNearPar({ answer, decimals: 8 }, maxDepegBps)).toBe(expected)
  })
})
