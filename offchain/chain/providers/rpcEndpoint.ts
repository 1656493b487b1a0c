import { type BackOffParameters, backOffMs } from './backOff.ts'
import { postRpc } from './postRpc.ts'
import type { RpcOutcome } from './rpcOutcome.ts'

/**
 * `failing`: did not answer, or not as the others did, and has not answered since. `wrongChain`: another chain id.
 * `lagging`: blocks behind the others. Only the first and the last are asked.
 */
export type ProviderState = 'healthy' | 'failing' | 'wrongChain' | 'lagging'

export type ProviderHealth = {
  /** Its place in the configuration, as "RPC_URL #2". */
  name: string
  state: ProviderState
  lastError: string | undefined
  /** Of the last answer. */
  latencyMs: number | undefined
  /** Its newest block, when it was last asked. */
  head: bigint | undefined
}

export type RpcEndpointParameters = {
  name: string
  url: URL
  timeoutMs: number
  maxResponseBytes: number
  /** undefined until it is known: nothing is checked before. */
  chainId: () => number | undefined
  onHealthChange: (health: ProviderHealth) => void
  onRequest: (request: { durationMs: number; failed: boolean }) => void
}

export type RpcEndpoint = {
  name: string
  /** Asks once; checks the chain id first, at the first use and after every failure. Never rejects. */
  ask(method: string, params: unknown): Promise<RpcOutcome>
  /** Milliseconds until it may be asked again; 0 is now. */
  readyInMs(): number
  health(): ProviderHealth
  /** Counts an answer that others contradict, or that makes no sense, as a failure. */
  distrust(reason: string): void
  /** Notes whether it is behind the others. */
  setLagging(lagging: boolean): void
}

const asQuantity = (outcome: RpcOutcome): bigint | undefined =>
  outcome.kind === 'result' && /^0x[0-9a-f]{1,16}$/i.test(String(outcome.result))
    ? BigInt(String(outcome.result))
    : undefined

/** One JSON-RPC endpoint with its health. What fails is left alone for a while, longer each time. */
export const openEndpoint = (parameters: RpcEndpointParameters): RpcEndpoint => {
  const { name, url, timeoutMs, maxResponseBytes, chainId, onHealthChange, onRequest } = parameters
  let health: ProviderHealth = { name, state: 'healthy', lastError: undefined, latencyMs: undefined, head: undefined }
  let failures = 0
  let readyAt = 0
  let lastId = 0
  let chainCheck: Promise<RpcOutcome | undefined> | undefined

  const update = (change: Partial<ProviderHealth>): void => {
    const before = health.state
    health = { ...health, ...change }
    if (health.state !== before) onHealthChange(health)
  }
  const readyInMs = () => Math.max(0, readyAt - Date.now())

  const fail = (state: ProviderState, reason: string, retryAfterMs?: BackOffParameters['retryAfterMs']): void => {
    chainCheck = undefined
    // Requests that were under way together fail together: that is one failure.
    if (readyInMs() === 0) {
      failures += 1
      readyAt = Date.now() + backOffMs({ failures, retryAfterMs, random: Math.random() })
    }
    update({ state, lastError: reason })
  }

  const send = async (method: string, params: unknown): Promise<RpcOutcome> => {
    const startedAt = Date.now()
    lastId += 1
    const outcome = await postRpc({ url, method, params, id: lastId, timeoutMs, maxResponseBytes })
    const durationMs = Date.now() - startedAt
    onRequest({ durationMs, failed: outcome.kind === 'failed' })
    if (outcome.kind === 'failed') fail('failing', outcome.reason, outcome.retryAfterMs)
    else update({ latencyMs: durationMs })
    return outcome
  }

  /** Why the endpoint cannot be used; undefined when it is on the right chain. */
  const checkChain = async (expected: number): Promise<RpcOutcome | undefined> => {
    const outcome = await send('eth_chainId', [])
    if (outcome.kind === 'failed') return outcome
    if (asQuantity(outcome) === BigInt(expected)) return undefined
    const wanted = `expected chain id ${expected}`
    if (outcome.kind === 'result') {
      const reason = `it answers chain id ${Number(outcome.result)}, ${wanted}`
      fail('wrongChain', reason)
      return { kind: 'failed', reason }
    }
    // A provider that refuses may be busy; of which chain it is, nobody knows.
    const reason = `it answers ${outcome.error.message}, ${wanted}`
    fail('failing', reason)
    return { kind: 'failed', reason }
  }

  return {
    name,
    readyInMs,
    health: () => health,
    distrust: (reason) => fail('failing', reason),
    setLagging(lagging) {
      if (lagging && health.state === 'healthy') update({ state: 'lagging', lastError: 'it is behind the others' })
      if (!lagging && health.state === 'lagging') update({ state: 'healthy', lastError: undefined })
    },
    async ask(method, params) {
      if (readyInMs() > 0) return { kind: 'failed', reason: health.lastError ?? 'it failed a moment ago' }
      const expected = chainId()
      if (expected !== undefined) {
        chainCheck ??= checkChain(expected)
        const trouble = await chainCheck
        if (trouble) return trouble
      }
      const outcome = await send(method, params)
      if (outcome.kind === 'failed') return outcome
      failures = 0
      const head = method === 'eth_blockNumber' ? (asQuantity(outcome) ?? health.head) : health.head
      const recovered = health.state === 'failing' || health.state === 'wrongChain'
      update(recovered ? { head, state: 'healthy', lastError: undefined } : { head })
      return outcome
    },
  }
}
