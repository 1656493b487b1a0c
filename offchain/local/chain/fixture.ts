import { type Address, getAddress, keccak256, parseUnits, sliceHex, stringToHex } from 'viem'
import { FEED_DECIMALS, MAINNET, USDC_DECIMALS, WBTC_DECIMALS } from '../../chain/mainnet.ts'

/** An address nobody has a key for; anvil impersonates it. */
const labelled = (label: string): Address =>
  getAddress(sliceHex(keccak256(stringToHex(`self-healing-reserve local chain: ${label}`)), 12))

/** Every number of the offline local chain. A fork has mainnet's own. */
export const FIXTURE = {
  /** All the WBTC there is. */
  wbtcSupply: parseUnits('130000', WBTC_DECIMALS),
  /** What the feeds answer. The reserve starts at 100.1 % of the supply. */
  proofOfReserve: parseUnits('130130', FEED_DECIMALS),
  btcUsd: parseUnits('100000', FEED_DECIMALS),
  wbtcBtc: parseUnits('0.9995', FEED_DECIMALS),
  usdcUsd: parseUnits('1.0001', FEED_DECIMALS),
  /** WBTC on its side of the pool, with USDC of the same value on the other. */
  poolWbtc: parseUnits('400', WBTC_DECIMALS),
  /** Issued to the liquidity provider; what the pool does not take stays with it. */
  liquidityProviderUsdc: parseUnits('44000000', USDC_DECIMALS),
  /** Half width of the liquidity range: 1.0001^3360 = 1.40, so from price / 1.4 to price * 1.4. */
  poolRangeTicks: 3360,
  /** Has the WBTC supply except the pool's; `fundAccount` takes from it, so that the supply never changes. */
  wbtcHolder: labelled('WBTC holder'),
  liquidityProvider: labelled('liquidity provider'),
  /** Owns the four proxies and their aggregators. */
  feedOperator: labelled('feed operator'),
} as const

/** The four Chainlink proxies, with the description their aggregators have on mainnet. */
export const FEEDS = [
  { proxy: MAINNET.proofOfReserveFeed, description: 'WBTC PoR', answer: FIXTURE.proofOfReserve },
  { proxy: MAINNET.btcUsdFeed, description: 'BTC / USD', answer: FIXTURE.btcUsd },
  { proxy: MAINNET.wbtcBtcFeed, description: 'WBTC / BTC', answer: FIXTURE.wbtcBtc },
  { proxy: MAINNET.usdcUsdFeed, description: 'USDC / USD', answer: FIXTURE.usdcUsd },
] as const
