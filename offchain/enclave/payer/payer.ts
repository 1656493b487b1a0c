import type { Address, Hex, TransactionReceipt } from 'viem'

export type PaidCall = { to: Address; data: Hex }

/**
 * Pays for the calls of an enclave. Its account is nobody in particular: the registry believes the quote, never the sender,
 * so a stolen payer's key costs the ether it holds and nothing else. The enclave's own key never holds ether.
 */
export type Payer = {
  address: Address
  /**
   * Sends a call and waits until it is mined. Throws a {@link RevertedError} when it was mined and
   * reverted, and a KitError that is retryable when it is not mined.
   */
  send(call: PaidCall, signal: AbortSignal): Promise<TransactionReceipt>
}
