import type { Hex } from 'viem'

/** An error that an endpoint answered with. `data` only where it is revert data: providers put anything there. */
export type RpcRefusal = { code: number; message: string; data: Hex | undefined }

/**
 * What one request to one endpoint came to.
 * `result` and `reverted` are facts about the chain, `refused` is an answer that states none, `failed` is no answer.
 */
export type RpcOutcome =
  | { kind: 'result'; result: unknown }
  | { kind: 'reverted' | 'refused'; error: RpcRefusal }
  | { kind: 'failed'; reason: string; retryAfterMs?: number }
