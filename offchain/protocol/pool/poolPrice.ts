import { exchangeRate, type Prices, type TokenDecimals } from '../reservePrice.ts'
import { BPS, FINE, PRICE_LIMIT } from './constants.ts'
import { PoolError } from './poolError.ts'

// src/types/PoolUnits.sol has the same.
const MAX_COLLATERAL_DECIMALS = 8
const MAX_PAYMENT_DECIMALS = 6

/**
 * What one coin of collateral costs, min(WBTC/BTC, 1) x BTC/USD / USDC/USD, such that size x price x (BPS + premium) is
 * in fine units. Rounded down, in favour of the requester; a {@link PoolError} for what no settlement can be priced with.
 *
 * src/libraries/PoolPrice.sol computes the same; test/vectors/poolPrice.json holds both to it.
 */
export const poolPrice = (prices: Prices, decimals: TokenDecimals): bigint => {
  const rate = exchangeRate(prices, {
    collateral: Math.min(decimals.collateral, MAX_COLLATERAL_DECIMALS),
    payment: Math.min(decimals.payment, MAX_PAYMENT_DECIMALS),
  })
  const price = ((FINE / BPS) * rate.collateral) / rate.payment
  if (price <= 0n || price >= PRICE_LIMIT)
    throw new PoolError(`the price is ${price}: it has to be above zero and below ${PRICE_LIMIT}`)
  return price
}
