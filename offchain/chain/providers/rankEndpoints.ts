import type { ProviderState, RpcEndpoint } from './rpcEndpoint.ts'

const RANK: Record<ProviderState, number> = { healthy: 0, lagging: 1, failing: 2, wrongChain: 3 }

/** The healthiest first, in the configured order among equals; those that are being left alone come last. */
export const rankEndpoints = (endpoints: readonly RpcEndpoint[]): RpcEndpoint[] => {
  const rank = (endpoint: RpcEndpoint) => RANK[endpoint.health().state] + (endpoint.readyInMs() > 0 ? 4 : 0)
  return [...endpoints].sort((a, b) => rank(a) - rank(b))
}
