import type { Address } from 'viem'

/** Ethereum mainnet addresses, EIP-55. The local chain has the same things at the same places. */
export const MAINNET = {
  wbtc: '0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599',
  usdc: '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48',
  weth9: '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2',
  uniswapV3Factory: '0x1F98431c8aD98523631AE4a59f267346ea31F984',
  positionManager: '0xC36442b4a4522E871399CD717aBDD847Ab11FE88',
  swapRouter02: '0x68b3465833fb72A70ecDF485E0e4C7bD8665Fc45',
  quoterV2: '0x61fFE014bA17989E743c5F6cB21bF9697530B21e',
  /** Uniswap v3, WBTC (token0) against USDC (token1), fee `WBTC_USDC_POOL_FEE`. */
  wbtcUsdcPool: '0x99ac8cA7087fA4A2A1FB6357269965A2014ABc35',
  /** Chainlink proxies; all answer with `FEED_DECIMALS`. */
  proofOfReserveFeed: '0xa81FE04086865e63E12dD3776978E49DEEa2ea4e',
  btcUsdFeed: '0xF4030086522a5bEEa4988F8cA5B36dbC97BeE88c',
  wbtcBtcFeed: '0xfdFD9C85aD200c506Cf9e21F1FD8dd01932FBB23',
  usdcUsdFeed: '0x8fFfFfd4AfB6115b954Bd326cbe7B4BA576818f6',
} as const satisfies Record<string, Address>

/** Local and forked chains alike, so that what is signed there is worthless on any real chain. */
export const LOCAL_CHAIN_ID = 31337

export const WBTC_DECIMALS = 8
export const USDC_DECIMALS = 6
export const FEED_DECIMALS = 8

/** Hundredths of a basis point: 3000 is 0.3 %. */
export const WBTC_USDC_POOL_FEE = 3000
