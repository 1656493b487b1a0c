import { FEED_DECIMALS, USDC_DECIMALS, WBTC_DECIMALS } from '../../chain/mainnet.ts'

/** Largest integer whose square is at most n (Newton's method from above). */
const integerSqrt = (n: bigint): bigint => {
  let root = 1n << BigInt(Math.ceil(n.toString(2).length / 2))
  for (;;) {
    const next = (root + n / root) >> 1n
    if (next >= root) return root
    root = next
  }
}

const unit = (decimals: number) => 10n ** BigInt(decimals)

/**
 * Square root of the WBTC/USDC pool's price (USDC base units per WBTC base unit) times 2^96, rounded down, when the
 * pool agrees with the feeds. Answers have FEED_DECIMALS.
 */
export const sqrtPriceX96 = (answers: { btcUsd: bigint; wbtcBtc: bigint; usdcUsd: bigint }): bigint => {
  const usdcPerWbtc = answers.btcUsd * answers.wbtcBtc * unit(USDC_DECIMALS)
  const scale = answers.usdcUsd * unit(FEED_DECIMALS) * unit(WBTC_DECIMALS)
  return integerSqrt((usdcPerWbtc << 192n) / scale)
}
