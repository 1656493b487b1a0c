import { BaseError, type CustomTransport, custom, RpcRequestError } from 'viem'
import { KitError } from '../../errors.ts'
import { agreeOnFact, type QuorumOutcome } from './agreeOnFact.ts'
import { agreeOnHeight, type HeightTag } from './agreeOnHeight.ts'
import { askAround } from './askAround.ts'
import { askFirst } from './askFirst.ts'
import { broadcast } from './broadcast.ts'
import { isFact } from './projectAnswer.ts'
import { isPending, resolveBlock } from './resolveBlock.ts'
import type { RpcEndpoint } from './rpcEndpoint.ts'

/** One number each, on which providers need not agree: the wallet caps what comes of it. */
const ADVICE = new Set(['eth_estimateGas', 'eth_gasPrice', 'eth_maxPriorityFeePerGas'])

const MAX_ATTEMPTS = 3

/** Longest wait before another attempt, in milliseconds; what takes longer is the caller's next pass. */
const LONGEST_WAIT_MS = 1_000

export type QuorumTransportParameters = {
  endpoints: readonly RpcEndpoint[]
  /** How many must state the same fact. */
  quorum: number
  /** After this many milliseconds nothing is tried again. */
  timeoutMs: number
  /** Learns the chain id before the first request; what went wrong, or undefined. */
  learnChain: () => Promise<QuorumOutcome | undefined>
}

const toError = (method: string, names: string, outcome: Exclude<QuorumOutcome, { kind: 'result' }>): BaseError => {
  if (outcome.kind === 'failed' || outcome.kind === 'disagreed') {
    return new BaseError(outcome.reason, { cause: new KitError(outcome.reason, { retryable: true }) })
  }
  return new RpcRequestError({ body: { method }, error: outcome.error, url: names })
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** A viem transport over one or more endpoints: facts need `quorum` equal answers, heads `quorum` that reached them. */
export const createQuorumTransport = (parameters: QuorumTransportParameters): CustomTransport => {
  const { endpoints, quorum, timeoutMs, learnChain } = parameters
  const names = endpoints.map(({ name }) => name).join(', ')

  const resolveTag = async (tag: HeightTag): Promise<string> => {
    const outcome = await agreeOnHeight(endpoints, { tag, quorum })
    if (outcome.kind === 'result') return outcome.result as string
    throw toError(tag, names, outcome)
  }

  const answerOnce = async (method: string, params: unknown): Promise<QuorumOutcome> => {
    const trouble = await learnChain()
    if (trouble) return trouble
    if (method === 'eth_blockNumber') return agreeOnHeight(endpoints, { tag: 'latest', quorum })
    if (method === 'eth_sendRawTransaction') return broadcast(endpoints, params)
    if (ADVICE.has(method)) return askAround(endpoints, { method, params, quorum })
    if (isPending(method, params)) return askFirst(endpoints, { method, params })
    // One provider's own tags agree with themselves.
    const resolved = quorum > 1 ? await resolveBlock({ method, params, resolveTag }) : params
    return agreeOnFact(endpoints, { method, params: resolved, quorum })
  }

  /** Until enough endpoints may be asked again. */
  const waitMs = () => endpoints.map((endpoint) => endpoint.readyInMs()).sort((a, b) => a - b)[quorum - 1] ?? 0

  const answer = async (method: string, params: unknown): Promise<QuorumOutcome> => {
    const startedAt = Date.now()
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await answerOnce(method, params)
      const wait = waitMs()
      const isOver = attempt === MAX_ATTEMPTS || wait > LONGEST_WAIT_MS || Date.now() - startedAt + wait > timeoutMs
      if (outcome.kind !== 'failed' || isOver) return outcome
      await sleep(wait)
    }
  }

  /** Whatever else a local node can do, asked once: it may not bear repetition. */
  const pass = async (method: string, params: unknown): Promise<QuorumOutcome> => {
    const [only, ...others] = endpoints
    if (only && others.length === 0) return only.ask(method, params)
    throw new KitError(`${method} is nothing that several providers can agree on`)
  }

  const isKnown = (method: string) =>
    isFact(method) || ADVICE.has(method) || method === 'eth_blockNumber' || method === 'eth_sendRawTransaction'

  return custom(
    {
      async request({ method, params }: { method: string; params?: unknown }): Promise<unknown> {
        const outcome = isKnown(method) ? await answer(method, params) : await pass(method, params)
        if (outcome.kind === 'result') return outcome.result
        throw toError(method, names, outcome)
      },
    },
    { retryCount: 0 },
  )
}
