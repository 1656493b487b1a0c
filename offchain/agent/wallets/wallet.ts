import type { Address, Hex } from 'viem'
import type { SignedTransaction } from '../../store/journal.ts'

export type WalletCall = { to: Address; data: Hex }

/**
 * What a call is for. `heal` may use the whole fee cap; the others offer at most half of it, so that a heal that needs
 * their nonce can always outbid them. `upkeep` may use more gas than a heal ever does, and none of the ether that a heal
 * needs.
 */
export type Purpose = 'heal' | 'replenish' | 'pool' | 'upkeep'

/**
 * What the agent acts through. `prepare` and `replace` come first and touch nothing, so that the result can be
 * journalled before `broadcast` makes it real; broadcasting the same bytes twice is harmless.
 */
export type Wallet = {
  /** Shown to the operator and in metrics. */
  kind: 'dryRun' | 'localKey' | 'keystore' | 'cdp'
  address: Address
  /**
   * Signs `call` for the account's next nonce; undefined when this wallet never sends anything.
   * `blockNumber` is the newest block: transactions mined up to there have used their nonces, those that wait have not.
   * `earlier` are transactions signed before: one that still waits at the same nonce is outbid.
   * Throws an UnaffordableError when the fee would be above the cap, or upkeep take the ether that a heal needs.
   */
  prepare(
    call: WalletCall,
    options: { blockNumber: bigint; earlier: readonly SignedTransaction[]; purpose?: Purpose },
  ): Promise<SignedTransaction | undefined>
  /**
   * Signs the same call again at the same nonce, with fees that nodes accept as a replacement; undefined when it need
   * not or cannot be: today's fees do not ask for it, or the cap is reached.
   */
  replace(waiting: SignedTransaction, purpose?: Purpose): Promise<SignedTransaction | undefined>
  /**
   * Hands the bytes to the network. Resolves when a node holds them, also when it held them, or their nonce, before. A dry
   * run hands over nothing, even what a wallet with a key has signed before it.
   */
  broadcast(rawTransaction: Hex): Promise<void>
}
