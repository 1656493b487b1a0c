import { describe, expect, it } from 'vitest'
import vectors from '../../../test/vectors/poolPrice.json' with { type: 'json' }
import { BPS, FINE } from './constants.ts'
import { PoolError } from './poolError.ts'
import { poolPrice } from './poolPrice.ts'

describe('poolPrice', () => {
  it.each(vectors.cases)('gives what Solidity gives: $name', (vector) => {
    const prices = {
      btcUsd: { answer: BigInt(vector.btcUsd), decimals: Number(vector.btcUsdDecimals) },
      wbtcBtc: { answer: BigInt(vector.wbtcBtc), decimals: Number(vector.wbtcBtcDecimals) },
      usdcUsd: { answer: BigInt(vector.usdcUsd), decimals: Number(vector.usdcUsdDecimals) },
    }
    const decimals = { collateral: Number(vector.collateralDecimals), payment: Number(vector.paymentDecimals) }
    const price = () => poolPrice(prices, decimals)
    if (vector.isRepresentable) expect(price()).toBe(BigInt(vector.price))
    else
      expect(price).toThrow(
        new PoolError(`the price is ${vector.price}: it has to be above zero and below ${2n ** 56n}`),
      )
  })

  it('makes size x price x (BPS + premium) fine units of payment', () => {
    const par = { answer: 10n ** 8n, decimals: 8 }
    const price = poolPrice(
      { btcUsd: { answer: 100_000n * 10n ** 8n, decimals: 8 }, wbtcBtc: par, usdcUsd: par },
      { collateral: 8, payment: 6 },
    )
    const halfACoin = 50_000_000n
    expect(halfACoin * price * (BPS + 100n)).toBe(50_500n * 10n ** 6n * FINE)
  })
})
