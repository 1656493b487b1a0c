import type { Address, Hex } from 'viem'

export type WalletCall = { to: Address; data: Hex }

/** A transaction that may be journalled, then sent; a dry run has none. */
export type PreparedTransaction = { txHash: Hex; rawTransaction: Hex; sender: Address; nonce: number }

/**
 * What the agent acts through. `prepare` comes first and touches nothing, so that the result can be journalled before
 * `broadcast` makes it real; broadcasting the same bytes twice is harmless.
 */
export type Wallet = {
  kind: 'dryRun' | 'localKey'
  address: Address
  /**
   * Signs for the next free nonce; undefined when this wallet never sends anything. `earlier` are transactions signed
   * before: one that still waits at the same nonce is outbid.
   */
  prepare(call: WalletCall, earlier: readonly Hex[]): Promise<PreparedTransaction | undefined>
  broadcast(rawTransaction: Hex): Promise<void>
}
