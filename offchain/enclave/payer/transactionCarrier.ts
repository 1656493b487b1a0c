import type { Hex, PublicClient } from 'viem'

/** Brings signed transactions to whoever builds blocks. */
export type TransactionCarrier = {
  /** Resolves once somebody has acknowledged it. Whatever it still does then ends with `signal`. */
  carry(serializedTransaction: Hex, signal: AbortSignal): Promise<void>
}

/** Hands transactions to the nodes that are also read from: everybody sees them before they are mined. */
export const publicCarrier = (client: Pick<PublicClient, 'sendRawTransaction'>): TransactionCarrier => ({
  async carry(serializedTransaction) {
    // That it is known already counts as an acknowledgement: the transport sees to it.
    await client.sendRawTransaction({ serializedTransaction })
  },
})
