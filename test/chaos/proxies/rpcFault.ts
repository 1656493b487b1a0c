/** What a provider does to the connection or to the whole HTTP answer. */
export type WireFault =
  /** Refuses connections and resets those it has. */
  | { kind: 'down' }
  /** Takes requests and never answers. */
  | { kind: 'hang' }
  | { kind: 'slow'; ms: number }
  /** 429, 500 and the like. */
  | { kind: 'status'; code: number }
  /** Cuts the JSON off in the middle. */
  | { kind: 'truncated' }

/** What a provider says that is not so. */
export type LieFault =
  /** Knows nothing of the newest blocks, and is consistent about it. */
  | { kind: 'lagging'; blocks: number }
  /** Says an old head while everything else is of today. */
  | { kind: 'oldHead'; blocks: number }
  | { kind: 'missingLogs' }
  | { kind: 'wrongChain' }
  /** Denies every transaction and receipt. */
  | { kind: 'noReceipts' }
  /** A transaction is acknowledged and dropped, or passed on and the acknowledgement lost. */
  | { kind: 'lostBroadcast'; mode: 'droppedSilently' | 'sentThenError' | 'sentThenHang' }
  /** Every fee is multiplied. */
  | { kind: 'gasSpike'; factor: number }

/** A fault of one provider; `percent` of its requests, all by default, suffer from it. */
export type RpcFault = (WireFault | LieFault) & { percent?: number }

/** Whether the fault changes what is said, not how it is delivered. */
export const isLie = (fault: RpcFault): fault is LieFault & { percent?: number } =>
  !['down', 'hang', 'slow', 'status', 'truncated'].includes(fault.kind)
