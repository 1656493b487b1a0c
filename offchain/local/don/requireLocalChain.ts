import type { PublicClient } from 'viem'
import { KitError } from '../../errors.ts'

const LOCAL_CHAIN_ID = 31_337

/**
 * Refuses every chain but local ones. The node keys are public, and the licence of the SDK's guest (BUSL-1.1) permits running it
 * in a host of our own for non-production use only.
 */
export const requireLocalChain = async (client: PublicClient, rpcUrl: string): Promise<void> => {
  const chainId = await client.getChainId()
  if (chainId !== LOCAL_CHAIN_ID) {
    throw new KitError(
      `the simulated DON runs on chain ${LOCAL_CHAIN_ID} only, but ${rpcUrl} is chain ${chainId}; start one with \`npm run local\``,
    )
  }
}
