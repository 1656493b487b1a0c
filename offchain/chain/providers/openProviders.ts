import type { CustomTransport } from 'viem'
import { KitError } from '../../errors.ts'
import { agreeOnFact, type QuorumOutcome } from './agreeOnFact.ts'
import { createQuorumTransport } from './quorumTransport.ts'
import { openEndpoint, type ProviderHealth } from './rpcEndpoint.ts'

const DEFAULT_TIMEOUT_MS = 10_000
const DEFAULT_MAX_RESPONSE_BYTES = 32 * 1024 * 1024

/** How many of `count` providers must agree: two, or the only one. */
export const quorumOf = (count: number): number => Math.min(2, count)

export type OpenProvidersParameters = {
  urls: readonly string[]
  /** For one request to one provider. */
  timeoutMs?: number
  maxResponseBytes?: number
  /** Without it, the chain is what the providers agree on at the first request. */
  expectedChainId?: number
  onHealthChange?: (health: ProviderHealth) => void
  /** Called after every request, with the provider's place in `urls`, from one. */
  onRequest?: (request: { provider: number; durationMs: number; failed: boolean }) => void
}

export type Providers = {
  transport: CustomTransport
  /** One for each URL, in their order. */
  health(): ProviderHealth[]
}

const parseUrl = (text: string, name: string): URL => {
  if (!URL.canParse(text)) throw new KitError(`${name} is not a URL`)
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new KitError(`${name} must begin with http or https`)
  return url
}

const requireDistinct = (urls: readonly URL[]): void => {
  if (new Set(urls.map(({ href }) => href)).size < urls.length) {
    throw new KitError('RPC_URL names the same provider twice: it would agree with itself')
  }
}

/** One viem transport over all `urls`, with their health. Opens no connection by itself. */
export const openProviders = (parameters: OpenProvidersParameters): Providers => {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, maxResponseBytes = DEFAULT_MAX_RESPONSE_BYTES } = parameters
  const nameOf = (index: number) => (parameters.urls.length === 1 ? 'RPC_URL' : `RPC_URL #${index + 1}`)
  const urls = parameters.urls.map((text, index) => parseUrl(text, nameOf(index)))
  if (urls.length === 0) throw new KitError('RPC_URL is missing')
  requireDistinct(urls)

  let chainId = parameters.expectedChainId
  const endpoints = urls.map((url, index) =>
    openEndpoint({
      name: nameOf(index),
      url,
      timeoutMs,
      maxResponseBytes,
      chainId: () => chainId,
      onHealthChange: (health) => parameters.onHealthChange?.(health),
      onRequest: (request) => parameters.onRequest?.({ provider: index + 1, ...request }),
    }),
  )
  const quorum = quorumOf(endpoints.length)

  const learnChain = async (): Promise<QuorumOutcome | undefined> => {
    if (chainId !== undefined) return undefined
    const outcome = await agreeOnFact(endpoints, { method: 'eth_chainId', params: [], quorum })
    if (outcome.kind !== 'result') return outcome
    chainId = Number(outcome.result)
    return undefined
  }

  const transport = createQuorumTransport({ endpoints, quorum, timeoutMs, learnChain })
  return { transport, health: () => endpoints.map((endpoint) => endpoint.health()) }
}
