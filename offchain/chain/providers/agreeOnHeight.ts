import { numberToHex } from 'viem'
import type { RpcEndpoint } from './rpcEndpoint.ts'
import type { RpcOutcome } from './rpcOutcome.ts'

/** How far behind counts as lagging, in blocks: propagation takes one or two. */
const LAG_BLOCKS = 3n

/** How long the others may still answer once enough have, in milliseconds. */
const GRACE_MS = 250

export type HeightTag = 'latest' | 'safe' | 'finalized'

export type AgreeOnHeightParameters = { tag: HeightTag; quorum: number }

type Height = { endpoint: RpcEndpoint; height: bigint }

const toHeight = (value: unknown): bigint | undefined =>
  typeof value === 'string' && /^0x[0-9a-f]{1,16}$/i.test(value) ? BigInt(value) : undefined

const askHeight = async (endpoint: RpcEndpoint, tag: HeightTag): Promise<Height | { reason: string }> => {
  const [method, params] = tag === 'latest' ? ['eth_blockNumber', []] : ['eth_getBlockByNumber', [tag, false]]
  const outcome = await endpoint.ask(method as string, params)
  if (outcome.kind === 'failed') return { reason: `${endpoint.name}: ${outcome.reason}` }
  if (outcome.kind !== 'result') return { reason: `${endpoint.name}: ${outcome.error.message}` }
  const { result } = outcome
  const height = toHeight(tag === 'latest' ? result : (result as { number?: unknown } | null)?.number)
  if (height !== undefined) return { endpoint, height }
  const reason = `a malformed answer to ${method}`
  endpoint.distrust(reason)
  return { reason: `${endpoint.name}: ${reason}` }
}

/** With two, nobody can tell which is wrong; with more, one that runs ahead does not make the others late. */
const noteLag = (heights: readonly Height[], quorum: number): void => {
  const reference = heights[heights.length > quorum ? quorum - 1 : 0]
  if (!reference) return
  for (const { endpoint, height } of heights) endpoint.setLagging(height + LAG_BLOCKS < reference.height)
}

/** The height that at least `quorum` endpoints have reached. All are asked, so that all heads are known. */
export const agreeOnHeight = async (
  endpoints: readonly RpcEndpoint[],
  { tag, quorum }: AgreeOnHeightParameters,
): Promise<RpcOutcome> => {
  const heights: Height[] = []
  const reasons: string[] = []
  let stopWaiting: () => void = () => undefined
  const enough = new Promise<void>((resolve) => {
    stopWaiting = resolve
  })
  let grace: ReturnType<typeof setTimeout> | undefined
  const asked = endpoints.map(async (endpoint) => {
    const answer = await askHeight(endpoint, tag)
    if ('reason' in answer) reasons.push(answer.reason)
    else heights.push(answer)
    if (heights.length >= quorum) grace ??= setTimeout(stopWaiting, GRACE_MS)
  })
  await Promise.race([Promise.all(asked), enough])
  clearTimeout(grace)

  heights.sort((a, b) => (a.height < b.height ? 1 : a.height > b.height ? -1 : 0))
  if (tag === 'latest') noteLag(heights, quorum)
  const agreed = heights[quorum - 1]
  if (agreed) return { kind: 'result', result: numberToHex(agreed.height) }
  const shortage =
    quorum === 1 ? `no ${tag} block` : `${heights.length} of ${quorum} needed providers know the ${tag} block`
  return { kind: 'failed', reason: [shortage, ...reasons].join('; ') }
}
