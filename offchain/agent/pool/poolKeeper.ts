import type { Depth } from '../../chain/readBlockAt.ts'
import type { RequestState } from '../../chain/treasury/readRequestState.ts'
import type { CoverCost } from '../../protocol/coverCost.ts'
import type { RequestRecord } from '../../protocol/foldRequests.ts'
import type { MatcherSight } from './readMatchers.ts'

/** What the agent is told about the pool. None of it depends on what a request led to. */
export type PoolPolicy = {
  /** How deep a report, and what the treasury did before, must lie before its order is handed over. */
  requestDepth: Depth
  /** How long the matcher, and anybody else, is given to end what ran out of time. */
  expireGraceSeconds: number
  /** Wei that cover may cost in 30 days; undefined: no limit. */
  coverCap: bigint | undefined
  /** How soon the last matcher's key may expire before somebody should know. */
  matcherExpirySeconds: number
  /** How long what was seen is good for, in seconds of the chain. */
  lookEverySeconds: number
}

/** What one look at the pool found, all of it public; the chain's part as deep as a small order. */
export type PoolSight = {
  state: RequestState
  /** The requests of the last 30 days, newest first. */
  requests: readonly RequestRecord[]
  deposits: number
  cover: CoverCost
  matchers: MatcherSight
}

/** The agent's part in the pool: what it is told, and what it has seen. Nothing of it outlives a restart. */
export type PoolKeeper = {
  readonly policy: PoolPolicy
  seen: { sight: PoolSight; at: number } | undefined
  /** Why no request went out the last time, as a word; undefined when one did. */
  waits: string | undefined
}

/** A keeper that has seen nothing. */
export const createPoolKeeper = (policy: PoolPolicy): PoolKeeper => ({ policy, seen: undefined, waits: undefined })
