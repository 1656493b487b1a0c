import { rankEndpoints } from './rankEndpoints.ts'
import type { RpcEndpoint } from './rpcEndpoint.ts'
import type { RpcOutcome } from './rpcOutcome.ts'

export type AskAroundParameters = { method: string; params: unknown; quorum: number }

const quantityOf = (outcome: RpcOutcome): bigint | undefined =>
  outcome.kind === 'result' && typeof outcome.result === 'string' && /^0x[0-9a-f]{1,64}$/i.test(outcome.result)
    ? BigInt(outcome.result)
    : undefined

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * Advice in the form of one number, such as gas: the middle one of what all endpoints say, the higher of two. One liar
 * can neither dictate it nor, unless `quorum` agree that the call reverts, forbid it.
 */
export const askAround = async (
  endpoints: readonly RpcEndpoint[],
  { method, params, quorum }: AskAroundParameters,
): Promise<RpcOutcome> => {
  const outcomes = await Promise.all(rankEndpoints(endpoints).map((endpoint) => endpoint.ask(method, params)))
  const refusals = outcomes.filter(({ kind }) => kind === 'reverted')
  const quantities = outcomes.map(quantityOf).filter((quantity) => quantity !== undefined)
  const [refusal] = refusals
  if (refusal && (refusals.length >= quorum || quantities.length === 0)) return refusal
  const middle = quantities.sort(compare)[Math.floor(quantities.length / 2)]
  if (middle !== undefined) return { kind: 'result', result: `0x${middle.toString(16)}` }
  return outcomes[0] ?? { kind: 'failed', reason: `${method} was not asked` }
}
