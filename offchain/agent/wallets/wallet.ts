import type { Address, Hex } from 'viem'

export type WalletCall = { to: Address; data: Hex }

/** A transaction that may be journalled, then sent; a dry run has none. */
export type PreparedTransaction = { txHash: Hex; rawTransaction: Hex; nonce: number }

/**
 * What the agent acts through. `prepare` comes first and touches nothing, so that the result can be journalled before
 * `broadcast` makes it real; broadcasting the same bytes twice is harmless.
 */
export type Wallet = {
  kind: 'dryRun' | 'localKey'
  address: Address
  /** Undefined when this wallet never sends anything. */
  prepare(call: WalletCall): Promise<PreparedTransaction | undefined>
  broadcast(rawTransaction: Hex): Promise<void>
}
