import type { BlockHeader } from '../../chain/readHead.ts'

/** What a matcher did, and that it looked. No amount is in any of it. */
export type MatcherEvent =
  | { kind: 'looked'; head: BlockHeader }
  | { kind: 'closed'; round: number }
  | { kind: 'settled'; round: number; secondsAfterClose: number }
  | { kind: 'expired' }
