import type { Hex } from 'viem'

/** A log as everybody sees it. */
export type PublicLog = { address: Hex; topics: readonly Hex[]; data: Hex }

/** A transaction as everybody sees it. */
export type PublicTransaction = {
  to: Hex | null
  data: Hex
  /** In wei. */
  value: bigint
  gasUsed: number
  logs: readonly PublicLog[]
  block: number
  /** Unix seconds. */
  timestamp: number
}

/** All that the public learns of a request: what was mined, in order, and how long settlements took. */
export type PublicRun = {
  transactions: readonly PublicTransaction[]
  /** From each close to its settlement, in milliseconds of a watcher's clock. */
  settledAfterMs: readonly number[]
}
