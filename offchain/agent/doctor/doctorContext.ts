import type { Address, Hex, PublicClient } from 'viem'
import type { CollateralStores } from '../../chain/collateral/collateralCalls.ts'
import type { Holding } from '../../chain/readHolding.ts'
import type { ReserveState } from '../../chain/readReserveState.ts'
import type { Wiring } from '../../chain/readWiring.ts'
import type { CollateralSource } from '../../enclave/collateral/collateralSource.ts'
import type { JournalBinding } from '../../store/journal.ts'
import type { Channel } from '../alerts/channel.ts'
import type { JournalProbe } from './probeJournal.ts'
import type { AnsweringEndpoint, EndpointSurvey } from './surveyEndpoints.ts'

/** What the settings describe, opened far enough to be examined. */
export type DoctorTarget = {
  /** One client for each RPC endpoint, in the order of RPC_URL, without retries. */
  endpoints: readonly [PublicClient, ...PublicClient[]]
  /** How many endpoints must agree on what moves money. */
  quorum: number
  expectedChainId: number | undefined
  attestation: Address
  treasury: Address
  /** When set, the treasury must deliver here. */
  reserve: Address | undefined
  quoter: Address
  proofOfReserveFeed: Address
  startBlock: bigint
  /** Most blocks in one `eth_getLogs`. */
  maxLogBlocks: bigint
  /** Most seconds that the clock and the newest block may be apart. */
  maxClockSkewSeconds: number
  /** Wei below which the agent warns. */
  minGasBalance: bigint
  /** Who signs; undefined for a dry run. Rejects when the key cannot be had. */
  openSigner(): Promise<{ kind: string; address: Address } | undefined>
  /** X25519 secret key that opens the orders. */
  sealingKey: Hex | undefined
  /** Rejects when the journal cannot be used. */
  probeJournal(binding: JournalBinding): Promise<JournalProbe>
  channels: readonly Pick<Channel, 'name' | 'probe'>[]
  /** Intel's collateral, where this agent keeps it fresh. */
  collateral: { stores: CollateralStores; fmspcs: readonly Hex[]; source: CollateralSource } | undefined
  /** This machine's clock, in Unix seconds. */
  now(): number
}

/** What the checks look at: the target, and what was read once for all of them. */
export type DoctorContext = DoctorTarget & {
  survey: readonly EndpointSurvey[]
  /** Those on the right chain. */
  fit: readonly AnsweringEndpoint[]
  /** The one of `fit` that has seen most; undefined while there is none. */
  best: AnsweringEndpoint | undefined
  /** The client of `best`; what needs it asks only after the check `contracts`. */
  client: PublicClient
  readState(): Promise<ReserveState>
  readWiring(): Promise<Wiring>
  /** The treasury's payment tokens. */
  readFunds(): Promise<Holding>
}
