import type { Hex } from 'viem'

/** A local chain that nobody else uses and that ends with the process. */
export type ThrowawayChain = {
  rpcUrl: string
  /** Creation code of one of our contracts, without constructor arguments. */
  creationCodeOf(contract: string): Promise<Hex>
}

export type OpenChain = () => Promise<ThrowawayChain>
