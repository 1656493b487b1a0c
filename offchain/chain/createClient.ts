import type { PublicClient } from 'viem'
import { connectChain } from './connectChain.ts'

export type CreateClientParameters = { rpcUrl: string; pollingIntervalMs?: number }

/** A client of whatever chain answers at `rpcUrl`; the chain id comes from the node, so that signatures bind to it. */
export const createClient = async ({ rpcUrl, pollingIntervalMs }: CreateClientParameters): Promise<PublicClient> => {
  const { client } = await connectChain({ rpcUrls: [rpcUrl], pollingIntervalMs })
  return client
}
