import { type Hex, keccak256 } from 'viem'
import type { RpcEndpoint } from './rpcEndpoint.ts'
import type { RpcOutcome } from './rpcOutcome.ts'

const KNOWN_ALREADY = /already known|alreadyknown|known transaction|already imported|already in (the )?(mem)?pool/i

/** That a nonce is used up says more than what a provider without the latest block complains about. */
const TELLING = /nonce too low/i

const isAccepted = (outcome: RpcOutcome, hash: Hex): boolean => {
  if (outcome.kind === 'result') return String(outcome.result).toLowerCase() === hash
  return outcome.kind === 'refused' && KNOWN_ALREADY.test(outcome.error.message)
}

const asError = ({ name }: RpcEndpoint, outcome: RpcOutcome): RpcOutcome => {
  if (outcome.kind === 'result') return { kind: 'failed', reason: `${name}: it names another transaction` }
  if (outcome.kind === 'failed') return { kind: 'failed', reason: `${name}: ${outcome.reason}` }
  return { kind: 'refused', error: { ...outcome.error, message: `${name}: ${outcome.error.message}` } }
}

const weight = (outcome: RpcOutcome): number => {
  if (outcome.kind !== 'refused') return 0
  return TELLING.test(outcome.error.message) ? 2 : 1
}

/** Sends a signed transaction to every endpoint: done when one has it, otherwise the error that tells most. */
export const broadcast = async (endpoints: readonly RpcEndpoint[], params: unknown): Promise<RpcOutcome> => {
  const hash = keccak256((params as [Hex])[0])
  const errors: RpcOutcome[] = []
  const attempts = endpoints.map(async (endpoint) => {
    const outcome = await endpoint.ask('eth_sendRawTransaction', params)
    if (isAccepted(outcome, hash)) return
    errors.push(asError(endpoint, outcome))
    throw new Error('not accepted')
  })
  try {
    await Promise.any(attempts)
    return { kind: 'result', result: hash }
  } catch {
    const [worst] = errors.sort((a, b) => weight(b) - weight(a))
    return worst ?? { kind: 'failed', reason: 'no provider was asked' }
  }
}
