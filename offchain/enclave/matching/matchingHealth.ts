/**
 * What the matcher does now. `standby`: another matcher is given the time to do it. `blocked`: something is to be done, and
 * it cannot; why is in `reason`.
 */
export type MatchingState =
  | 'starting'
  | 'idle'
  | 'standby'
  | 'closing'
  | 'waitingForPrice'
  | 'waitingForKeys'
  | 'proving'
  | 'sending'
  | 'expiring'
  | 'blocked'

/** How a matcher stands towards its pool; for supervisors and logs. All of it is public anyway. */
export type MatchingHealth = {
  state: MatchingState
  /** A word, or an error in one line; undefined where the state says it all. */
  reason: string | undefined
  /** Number of the round that was closed last; zero before the first. */
  round: number
  /** Number of the round that was settled last, by whomever; zero before the first. */
  settledRound: number
}
