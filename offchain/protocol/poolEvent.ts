import type { Address, Hex } from 'viem'

/** What everybody can see of a request: `pending` until it ends. None of them says that anything was filled, unless an order asks for that. */
export type RequestStatus = 'pending' | 'settled' | 'filled' | 'partiallyFilled' | 'cancelled' | 'expired'

/** What a log says of the treasury's use of the pool. `requestId` is always one of its own requests. */
export type PoolFact =
  | { kind: 'sent'; requestId: number; epoch: number }
  | { kind: 'closed'; requestId: number; round: number }
  /** A round was settled, whatever it filled. */
  | { kind: 'continued'; requestId: number; settledRounds: number }
  | { kind: 'ended'; requestId: number; status: RequestStatus }
  | { kind: 'deposited' }
  /** Somebody registered an enclave that may settle rounds, or renewed it. */
  | { kind: 'matcherRegistered'; signer: Address }

/**
 * Where a fact is on chain, and what its transaction cost: gas, and wei per gas, of which `baseFee` was its block's. `at`
 * is Unix seconds of its block. No gas where nobody asked, because the fact was too old to count.
 */
export type PoolEvent = PoolFact & {
  blockNumber: bigint
  blockHash: Hex
  logIndex: number
  txHash: Hex
  at: number
  gasUsed: bigint
  gasPrice: bigint
  baseFee: bigint
}
