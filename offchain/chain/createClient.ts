import { createPublicClient, defineChain, http, type PublicClient } from 'viem'
import { KitError } from '../errors.ts'

export type CreateClientParameters = { rpcUrl: string; pollingIntervalMs?: number }

/** A client of whatever chain answers at `rpcUrl`; the chain id comes from the node, so that signatures bind to it. */
export const createClient = async ({ rpcUrl, pollingIntervalMs }: CreateClientParameters): Promise<PublicClient> => {
  const transport = http(rpcUrl)
  const id = await createPublicClient({ transport })
    .getChainId()
    .catch((cause) => {
      // Without the URL: it may carry a provider's key.
      throw new KitError('the RPC endpoint does not answer eth_chainId; check RPC_URL', { cause, retryable: true })
    })
  const chain = defineChain({
    id,
    name: `chain ${id}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  })
  return createPublicClient({ chain, transport, pollingInterval: pollingIntervalMs ?? 1_000 })
}
