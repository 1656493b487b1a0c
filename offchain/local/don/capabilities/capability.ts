import type { Any } from '@bufbuild/protobuf/wkt'
import type { Hex } from 'viem'

/**
 * Where a call executes. `don`: once, after a quorum of nodes asked for the same; `node`: on each node for itself;
 * `enclave`: inside the simulated confidential workflow.
 */
export type Mode = 'don' | 'node' | 'enclave'

export type CallContext = {
  readonly executionId: Uint8Array
  /** Unix ms all nodes of the execution agree on. */
  readonly donTimeMs: number
  /** Indices of the nodes whose identical request made the quorum; they sign. */
  readonly endorsers: readonly number[]
  /** Aborted when the simulated DON stops. */
  readonly signal: AbortSignal
  readonly onTransaction: (hash: Hex) => void
  /** Before each read of a chain; throws beyond what one execution may read. */
  readonly onChainRead: () => void
}

export type Capability = {
  readonly id: string
  readonly modes: readonly Mode[]
  /** Resolves to the packed reply; a rejection becomes the call's error in the guest. */
  readonly invoke: (method: string, payload: Uint8Array, context: CallContext) => Promise<Any>
}
