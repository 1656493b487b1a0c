/** An answer of a Chainlink feed: `answer / 10 ** decimals`. */
export type FeedAnswer = { answer: bigint; decimals: number }

/** Positive answers of the three feeds. */
export type Prices = { btcUsd: FeedAnswer; wbtcBtc: FeedAnswer; usdcUsd: FeedAnswer }

export type TokenDecimals = { collateral: number; payment: number }

export const BPS = 10_000n

/** `numerator / denominator`, rounded up; both positive or zero. */
export const divideUp = (numerator: bigint, denominator: bigint): bigint => (numerator + denominator - 1n) / denominator

/** `10 ** decimals`. */
const unit = (decimals: number): bigint => 10n ** BigInt(decimals)

/** A WBTC premium over BTC is ignored: it would lower what a heal must deliver. */
const discountedWbtcBtc = ({ answer, decimals }: FeedAnswer): bigint =>
  answer < unit(decimals) ? answer : unit(decimals)

/** One base unit of payment is worth `payment / collateral` base units of collateral. */
export const exchangeRate = ({ btcUsd, wbtcBtc, usdcUsd }: Prices, decimals: TokenDecimals) => ({
  payment: usdcUsd.answer * unit(btcUsd.decimals) * unit(wbtcBtc.decimals) * unit(decimals.collateral),
  collateral: unit(usdcUsd.decimals) * unit(decimals.payment) * btcUsd.answer * discountedWbtcBtc(wbtcBtc),
})

/**
 * Fair amount of collateral for `spend` of payment, both in base units, rounded down.
 *
 * The price is min(WBTC/BTC, 1) x BTC/USD / USDC/USD. src/libraries/ReservePrice.sol computes the same;
 * test/vectors/reservePrice.json holds both to it.
 */
export const collateralFor = (spend: bigint, prices: Prices, decimals: TokenDecimals): bigint => {
  const rate = exchangeRate(prices, decimals)
  return (spend * rate.payment) / rate.collateral
}

/** Payment that buys at least `collateral` at the fair price, in base units: the inverse, rounded up. */
export const paymentFor = (collateral: bigint, prices: Prices, decimals: TokenDecimals): bigint => {
  const rate = exchangeRate(prices, decimals)
  return divideUp(collateral * rate.collateral, rate.payment)
}

/** Least acceptable collateral for `spend`: the fair amount less `maxSlippageBps`, rounded up, against the spender. */
export const minimumOut = (spend: bigint, prices: Prices, decimals: TokenDecimals, maxSlippageBps: number): bigint =>
  divideUp(collateralFor(spend, prices, decimals) * (BPS - BigInt(maxSlippageBps)), BPS)

/** Whether `collateral` base units are worth more than `usd` whole dollars, exactly. */
export const isWorthMoreThan = (
  usd: bigint,
  collateral: bigint,
  { btcUsd, wbtcBtc }: Prices,
  decimals: TokenDecimals,
): boolean =>
  collateral * btcUsd.answer * discountedWbtcBtc(wbtcBtc) >
  usd * unit(decimals.collateral) * unit(btcUsd.decimals) * unit(wbtcBtc.decimals)

/** Whether a feed that should answer one is within `maxDepegBps` of it, either way. */
export const isNearPar = ({ answer, decimals }: FeedAnswer, maxDepegBps: number): boolean => {
  const distance = answer > unit(decimals) ? answer - unit(decimals) : unit(decimals) - answer
  return distance * BPS <= unit(decimals) * BigInt(maxDepegBps)
}
