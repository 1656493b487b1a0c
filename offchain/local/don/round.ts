import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { SDK_PB } from '@chainlink/cre-sdk/pb'
import { bytesToHex, type Hex } from 'viem'
import { KitError } from '../../errors.ts'
import { createReadCounter } from './capabilities/chainReadLimits.ts'
import type { CrossedMessage, Execution, ExecutionReport } from './execution.ts'
import { type PlainValue, unwrapValue } from './unwrapValue.ts'

/** What became of one execution. */
export type Round = {
  readonly executionId: Hex
  readonly outcome: { readonly ok: true; readonly value: PlainValue } | { readonly ok: false; readonly error: KitError }
  readonly txHashes: readonly Hex[]
  /** Every message that left the simulated confidential workflow; empty for handlers that run on the nodes. */
  readonly transcript: readonly CrossedMessage[]
  /** Wall time in ms, and the largest linear memory of a guest. */
  readonly stats: { readonly ms: number; readonly memoryBytes: number }
}

const MAX_RESPONSE_BYTES = 5n * 1024n * 1024n

/** ExecuteRequest as the guest reads it from its arguments. */
export const encodeExecuteRequest = (config: Uint8Array, request: SDK_PB.ExecuteRequest['request']): string => {
  const message = create(SDK_PB.ExecuteRequestSchema, { config, request, maxResponseSize: MAX_RESPONSE_BYTES })
  return Buffer.from(toBinary(SDK_PB.ExecuteRequestSchema, message)).toString('base64')
}

const outcomeOf = (result: Uint8Array): Round['outcome'] => {
  const message = fromBinary(SDK_PB.ExecutionResultSchema, result).result
  if (message.case === 'value') return { ok: true, value: unwrapValue(message.value) }
  const error = message.case === 'error' ? message.value : `the guest answered a trigger with ${message.case}`
  return { ok: false, error: new KitError(error) }
}

/** An execution before anybody listens to it. */
export type RoundRequest = {
  readonly request: string
  readonly context: Omit<Execution['context'], 'onTransaction' | 'onChainRead'>
}

/** Runs one execution to its end. A failure is an outcome, not a rejection: what it sent before failing is part of the answer. */
export const runRound = async (
  { request, context }: RoundRequest,
  execute: (execution: Execution) => Promise<ExecutionReport>,
): Promise<Round> => {
  const startedMs = performance.now()
  const txHashes: Hex[] = []
  const transcript: CrossedMessage[] = []
  const roundOf = (outcome: Round['outcome'], memoryBytes: number): Round => ({
    executionId: bytesToHex(context.executionId),
    outcome,
    txHashes,
    transcript,
    stats: { ms: Math.round(performance.now() - startedMs), memoryBytes },
  })
  try {
    const { result, memoryBytes } = await execute({
      request,
      context: { ...context, onTransaction: (hash) => txHashes.push(hash), onChainRead: createReadCounter() },
      onCrossed: (message) => transcript.push(message),
    })
    return roundOf(outcomeOf(result), memoryBytes)
  } catch (cause) {
    const error = cause instanceof KitError ? cause : new KitError('the simulated DON failed', { cause })
    return roundOf({ ok: false, error }, 0)
  }
}
