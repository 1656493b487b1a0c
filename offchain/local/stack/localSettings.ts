import { type Address, zeroAddress } from 'viem'
import { MAINNET } from '../../chain/mainnet.ts'
import { TEST_ROOT } from '../enclave/testRoot.ts'
import { LOCAL_ACCOUNTS } from './accounts.ts'

/** Payment amounts are USDC base units (1e-6), collateral amounts WBTC base units (1e-8), ether is wei, times are seconds. */
export type LocalSettings = {
  workflow: {
    solvencyBps: number
    healingBps: number
    targetBps: number
    mintCeiling: string
    tierBoundaryUsd: string
    minOrder: string
    maxOrder: string
    maxPoolOrder: string
    maxPremiumBps: number
    executionBps: number
    maxDepegBps: number
    maxStatementAgeSeconds: number
  }
  /** What the reserve holds above all it owes when the story begins, at least, in basis points. */
  openingSurplusBps: bigint
  /** How far POST /toggle goes below the solvency threshold; negative: how far above it the reserve stays. */
  shortfallBelowThreshold: bigint
  /** How old the custodian's figures are. */
  custodianLagSeconds: number
  treasuryFunds: bigint
  /** For the stakes of its requests. */
  treasuryEther: bigint
  /** How long the reserve has to be insolvent before anybody may call the fallback. */
  fallbackDelaySeconds: number
  feedMaxAgeSeconds: number
  /** Amounts in pool units: satoshi, and USDC base units. */
  darkPool: {
    minimumQuote: bigint
    roundsPerRequest: number
    settlementWindow: number
    idleInterval: number
    exitDelay: number
    /** Within which BTC/USD has another round: nobody but us pushes any. */
    heartbeat: number
    requestStake: bigint
    maxPremiumBps: bigint
  }
  /** What the treasury's scheduled deposit into the pool moves. */
  poolDeposit: bigint
  /** From the end of a request's rounds to the treasury's next request, at least. */
  requestPause: number
}

/**
 * How the local deployment differs from script/config/example.json: times are short enough to be watched, and the
 * slippage bound fits the local pool, which is at most twenty times as deep as a heal.
 */
export const LOCAL_SETTINGS: LocalSettings = {
  /** The workflow's thresholds: solvent at 100 %, healing below 100.02 %, healing up to 100.03 %. */
  workflow: {
    solvencyBps: 10_000,
    healingBps: 10_002,
    targetBps: 10_003,
    mintCeiling: '1000000000',
    tierBoundaryUsd: '50000000',
    minOrder: '1000000000',
    maxOrder: '5000000000000',
    maxPoolOrder: '100000000000',
    maxPremiumBps: 500,
    executionBps: 250,
    maxDepegBps: 200,
    maxStatementAgeSeconds: 600,
  },
  openingSurplusBps: 9n,
  shortfallBelowThreshold: 200_000_000n,
  custodianLagSeconds: 1,
  treasuryFunds: 12_000_000_000_000n,
  treasuryEther: 0n,
  fallbackDelaySeconds: 120,
  feedMaxAgeSeconds: 86_400,
  darkPool: {
    minimumQuote: 1_000_000n,
    roundsPerRequest: 3,
    settlementWindow: 120,
    idleInterval: 5,
    exitDelay: 1_500,
    heartbeat: 60,
    requestStake: 10_000_000_000_000_000n,
    maxPremiumBps: 500n,
  },
  poolDeposit: 100_000_000_000_000n,
  requestPause: 0,
}

/**
 * Where the dark pool is at work in real time. Healing begins so far above the solvency threshold that a deficit beyond the
 * tier boundary (500 WBTC) is ordered while the reserve is still solvent: 13 WBTC are a basis point of all that is owed.
 */
export const POOL_SETTINGS: LocalSettings = {
  ...LOCAL_SETTINGS,
  workflow: { ...LOCAL_SETTINGS.workflow, healingBps: 10_080, targetBps: 10_100 },
  openingSurplusBps: 120n,
  shortfallBelowThreshold: -52_000_000_000n,
  treasuryFunds: 150_000_000_000_000n,
  treasuryEther: 1_000_000_000_000_000_000n,
  fallbackDelaySeconds: 6,
  // A window holds the next price, a proof on a busy machine (4 s), and what it takes to send it.
  darkPool: {
    ...LOCAL_SETTINGS.darkPool,
    roundsPerRequest: 2,
    settlementWindow: 12,
    idleInterval: 2,
    exitDelay: 200,
    heartbeat: 10,
  },
  requestPause: 4,
}

const timeoutOf = ({ darkPool }: LocalSettings): number => darkPool.roundsPerRequest * darkPool.settlementWindow

/** Nobody may register: for stacks that have nothing to do with enclaves. */
const NO_ENCLAVES = { root: { ...TEST_ROOT.publicKey, name: TEST_ROOT.name }, policies: [], platforms: [] }

const darkPoolConfig = ({ darkPool, feedMaxAgeSeconds }: LocalSettings, admitted: readonly Address[]) => {
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

const ADMITTED = [LOCAL_ACCOUNTS.slotOwner, ...LOCAL_ACCOUNTS.makers].map(({ address }) => address)

/** The file that script/Deploy.s.sol reads; `enclaves` is its section about them, and the pool admits `admitted`. */
export const localDeployConfig = (
  forwarder: string,
  enclaves: object = NO_ENCLAVES,
  admitted: readonly Address[] = ADMITTED,
  settings: LocalSettings = LOCAL_SETTINGS,
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
    btcUsd: { aggregator: MAINNET.btcUsdFeed, maxAge: `${settings.feedMaxAgeSeconds}` },
    wbtcBtc: { aggregator: MAINNET.wbtcBtcFeed, maxAge: `${settings.feedMaxAgeSeconds}` },
    usdcUsd: { aggregator: MAINNET.usdcUsdFeed, maxAge: `${settings.feedMaxAgeSeconds}` },
  },
  limits: {
    perAction: settings.workflow.maxOrder,
    perWindow: '10000000000000',
    settlementLag: `${settings.custodianLagSeconds}`,
    fallbackDelay: `${settings.fallbackDelaySeconds}`,
    fallbackSpend: '100000000000',
    maxSlippageBps: '300',
    maxDepegBps: '200',
    minBtcUsd: '1000000000000',
    maxBtcUsd: '100000000000000',
  },
  poolSchedule: {
    premiumBps: '300',
    timeout: `${timeoutOf(settings)}`,
    requestInterval: `${timeoutOf(settings) + settings.requestPause}`,
    deposit: `${settings.poolDeposit}`,
    depositInterval: '3600',
  },
  enclaves,
  darkPool: darkPoolConfig(settings, admitted),
})
