import { rankEndpoints } from './rankEndpoints.ts'
import type { RpcEndpoint } from './rpcEndpoint.ts'
import type { RpcOutcome } from './rpcOutcome.ts'

export type AskFirstParameters = { method: string; params: unknown }

/** What the healthiest endpoint that has an answer says; for what is still in its own pool. */
export const askFirst = async (
  endpoints: readonly RpcEndpoint[],
  { method, params }: AskFirstParameters,
): Promise<RpcOutcome> => {
  let last: RpcOutcome = { kind: 'failed', reason: `${method} was not asked` }
  for (const endpoint of rankEndpoints(endpoints)) {
    const outcome = await endpoint.ask(method, params)
    if (outcome.kind === 'result' || outcome.kind === 'reverted') return outcome
    last =
      outcome.kind === 'failed'
        ? { ...outcome, reason: `${endpoint.name}: ${outcome.reason}` }
        : { ...outcome, error: { ...outcome.error, message: `${endpoint.name}: ${outcome.error.message}` } }
  }
  return last
}
