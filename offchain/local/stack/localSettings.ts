import { type Address, zeroAddress } from 'viem'
import { MAINNET } from '../../chain/mainnet.ts'
import { TEST_ROOT } from '../enclave/testRoot.ts'
import { LOCAL_ACCOUNTS } from './accounts.ts'

/**
 * How the local deployment differs from script/config/example.json: times are short enough to be watched, and the
 * slippage bound fits the local pool, which is at most twenty times as deep as a heal. Payment amounts are USDC
 * base units (1e-6), collateral amounts WBTC base units (1e-8), times seconds.
 */
export const LOCAL_SETTINGS = {
  /** The workflow's thresholds: solvent at 100 %, healing below 100.02 %, healing up to 100.03 %. */
  workflow: {
    solvencyBps: 10_000,
    healingBps: 10_002,
    targetBps: 10_003,
    mintCeiling: '1000000000',
    tierBoundaryUsd: '50000000',
    minOrder: '1000000000',
    maxOrder: '5000000000000',
    executionBps: 250,
    maxDepegBps: 200,
    maxStatementAgeSeconds: 600,
  },
  /** What the reserve holds above all it owes when the story begins, at least, in basis points. */
  openingSurplusBps: 9n,
  /** How far the shortfall goes below the solvency threshold: 2 WBTC. */
  shortfallBelowThreshold: 200_000_000n,
  /** How old the custodian's figures are. */
  custodianLagSeconds: 1,
  treasuryFunds: 12_000_000_000_000n,
  feedMaxAgeSeconds: 86_400,
  /** Amounts in pool units: satoshi, and USDC base units. Times in seconds, short enough to be watched. */
  darkPool: {
    minimumQuote: 1_000_000n,
    roundsPerRequest: 3,
    settlementWindow: 120,
    idleInterval: 5,
    exitDelay: 1_500,
    /** Within which BTC/USD has another round: nobody but us pushes any. */
    heartbeat: 60,
    requestStake: 10_000_000_000_000_000n,
    maxPremiumBps: 500n,
  },
} as const

/** Nobody may register: for stacks that have nothing to do with enclaves. */
const NO_ENCLAVES = { root: { ...TEST_ROOT.publicKey, name: TEST_ROOT.name }, policies: [], platforms: [] }

const darkPoolConfig = (admitted: readonly Address[]) => {
  const { darkPool, feedMaxAgeSeconds } = LOCAL_SETTINGS
  return {
    admitted,
    // The development chain gets a verifier with the INSECURE development key.
    honkVerifier: zeroAddress,
    minimumQuote: `${darkPool.minimumQuote}`,
    roundsPerRequest: `${darkPool.roundsPerRequest}`,
    settlementWindow: `${darkPool.settlementWindow}`,
    idleInterval: `${darkPool.idleInterval}`,
    exitDelay: `${darkPool.exitDelay}`,
    limits: {
      minCollateralDeposit: '1000000',
      minPaymentDeposit: '1000000000',
      requestStake: `${darkPool.requestStake}`,
      maxPremiumBps: `${darkPool.maxPremiumBps}`,
    },
    prices: {
      btcUsdMaxAge: `${darkPool.heartbeat}`,
      wbtcBtcMaxAge: `${feedMaxAgeSeconds}`,
      usdcUsdMaxAge: `${feedMaxAgeSeconds}`,
      minBtcUsd: '1000000000000',
      maxBtcUsd: '100000000000000',
      maxDepegBps: '200',
    },
  }
}

/** The file that script/Deploy.s.sol reads; `enclaves` is its section about them, and the pool admits `admitted`. */
export const localDeployConfig = (
  forwarder: string,
  enclaves: object = NO_ENCLAVES,
  admitted: readonly Address[] = [LOCAL_ACCOUNTS.slotOwner.address],
) => ({
  owner: LOCAL_ACCOUNTS.owner.address,
  guardian: LOCAL_ACCOUNTS.guardian.address,
  delay: '60',
  forwarder,
  workflowOwner: LOCAL_ACCOUNTS.owner.address,
  maxAge: '3600',
  // Nothing on the local stack writes a status by hand: reports come from the simulated DON, as in production.
  localOperator: '0x0000000000000000000000000000000000000000',
  agent: LOCAL_ACCOUNTS.agent.address,
  collateral: MAINNET.wbtc,
  payment: MAINNET.usdc,
  reserve: LOCAL_ACCOUNTS.reserve.address,
  router: MAINNET.swapRouter02,
  poolFee: '3000',
  window: '3600',
  feeds: {
    btcUsd: { aggregator: MAINNET.btcUsdFeed, maxAge: `${LOCAL_SETTINGS.feedMaxAgeSeconds}` },
    wbtcBtc: { aggregator: MAINNET.wbtcBtcFeed, maxAge: `${LOCAL_SETTINGS.feedMaxAgeSeconds}` },
    usdcUsd: { aggregator: MAINNET.usdcUsdFeed, maxAge: `${LOCAL_SETTINGS.feedMaxAgeSeconds}` },
  },
  limits: {
    perAction: LOCAL_SETTINGS.workflow.maxOrder,
    perWindow: '10000000000000',
    settlementLag: `${LOCAL_SETTINGS.custodianLagSeconds}`,
    fallbackDelay: '120',
    fallbackSpend: '100000000000',
    maxSlippageBps: '300',
    maxDepegBps: '200',
    minBtcUsd: '1000000000000',
    maxBtcUsd: '100000000000000',
  },
  poolSchedule: {
    premiumBps: '300',
    timeout: `${LOCAL_SETTINGS.darkPool.roundsPerRequest * LOCAL_SETTINGS.darkPool.settlementWindow}`,
    requestInterval: `${LOCAL_SETTINGS.darkPool.roundsPerRequest * LOCAL_SETTINGS.darkPool.settlementWindow}`,
    deposit: '100000000000000',
    depositInterval: '3600',
  },
  enclaves,
  darkPool: darkPoolConfig(admitted),
})
