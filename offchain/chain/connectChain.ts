import { createPublicClient, defineChain, type PublicClient } from 'viem'
import { KitError } from '../errors.ts'
import { describeError } from './describeError.ts'
import { isRetryable } from './isRetryable.ts'
import { openProviders, type Providers, quorumOf } from './providers/openProviders.ts'
import type { ProviderHealth } from './providers/rpcEndpoint.ts'

export type ConnectChainParameters = {
  /** With more than one, two must agree on every fact. */
  rpcUrls: readonly string[]
  /** For one request to one provider. */
  timeoutMs?: number
  /** How often viem looks for a receipt while it waits for one. */
  pollingIntervalMs?: number
  /** When set, a provider of another chain is never used. Otherwise the providers must agree on one. */
  expectedChainId?: number
  onHealthChange?: (health: ProviderHealth) => void
  /** Called after every request, with the provider's place in `rpcUrls`, from one. */
  onRequest?: (request: { provider: number; durationMs: number; failed: boolean }) => void
}

export type ChainConnection = { client: PublicClient; providers: Providers; chainId: number }

/** Too few providers of the wanted chain are left: no restart helps, and what they answered says more than a time-out. */
const findWrongChain = (providers: Providers): string | undefined => {
  const all = providers.health()
  const wrong = all.filter(({ state }) => state === 'wrongChain')
  if (all.length - wrong.length >= quorumOf(all.length)) return undefined
  return wrong.map(({ name, lastError }) => `${name}: ${lastError}`).join('; ')
}

/** Connects to a chain through all its providers. The chain id is theirs, so that signatures bind to it. */
export const connectChain = async ({
  pollingIntervalMs = 1_000,
  rpcUrls,
  ...parameters
}: ConnectChainParameters): Promise<ChainConnection> => {
  const providers = openProviders({ ...parameters, urls: rpcUrls })
  const { transport } = providers
  const chainId = await createPublicClient({ transport })
    .getChainId()
    .catch((cause) => {
      const wrongChain = findWrongChain(providers)
      if (wrongChain) throw new KitError(`${wrongChain}; check CHAIN_ID and RPC_URL`, { cause })
      const message = `the RPC endpoint does not answer eth_chainId; check RPC_URL: ${describeError(cause)}`
      throw new KitError(message, { cause, retryable: isRetryable(cause) })
    })
  const chain = defineChain({
    id: chainId,
    name: `chain ${chainId}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    // Not here: a chain is printed in error messages, and a URL may carry a provider's key.
    rpcUrls: { default: { http: [] } },
  })
  // A contract's answer must not make the agent fetch from an address that it names (EIP-3668).
  const client = createPublicClient({ chain, transport, pollingInterval: pollingIntervalMs, ccipRead: false })
  return { client, providers, chainId }
}
