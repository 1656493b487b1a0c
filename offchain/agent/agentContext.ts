import type { Address, Hex, PublicClient } from 'viem'
import type { Log } from '../log.ts'
import type { HealPolicy } from '../protocol/healDecision.ts'
import type { ReplenishPolicy } from '../protocol/replenishDecision.ts'
import type { Journal } from '../store/journal.ts'
import type { CollateralKeeper } from './collateral/collateralKeeper.ts'
import type { Metrics } from './operations/createMetrics.ts'
import type { PoolKeeper } from './pool/poolKeeper.ts'
import type { Wallet } from './wallets/wallet.ts'

/** What one agent is wired to, besides its ways to heal. */
export type AgentContext = {
  client: PublicClient
  wallet: Wallet
  journal: Journal
  log: Log
  metrics: Metrics
  /** X25519 secret key that opens the sealed orders. */
  sealingKey: Hex
  attestation: Address
  treasury: Address
  quoter: Address
  /** Read once from the treasury; immutable there. */
  payment: Address
  paymentDecimals: number
  collateral: Address
  poolFee: number
  /** The dark pool; `poolFee` is of the exchange that small orders are executed on. */
  pool: Address
  /** Of the dark pool's matchers. */
  enclaveRegistry: Address
  poolKeeper: PoolKeeper
  /** Block from which the attestation can have logs. */
  startBlock: bigint
  /** How old the newest block may be by the local clock, in seconds, before nothing that it says is acted on. */
  maxHeadAgeSeconds: number
  /** Most blocks asked for in one call of `eth_getLogs`, to begin with. */
  maxLogBlocks: bigint
  /** How far below the quote the agent lets the swap end; the treasury's own floor holds besides. */
  slippageBps: bigint
  healPolicy: HealPolicy
  /** Called whenever long work moved on: the process is alive. */
  onProgress: () => void
  /** Undefined where the agent does not top up the treasury. */
  replenish: ReplenishPolicy | undefined
  /** Undefined where the agent keeps no collateral of Intel's fresh; `collateral` above is the reserve's. */
  collateralKeeper: CollateralKeeper | undefined
}
