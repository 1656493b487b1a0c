import type { BlockHeader } from '../../chain/readHead.ts'
import { refuseForNow } from './refuse.ts'
import type { Refusal } from './releasePolicy.ts'

/** How far a block may be ahead of the node's clock, in seconds: clocks of sound machines differ by less. */
const MOST_SKEW_SECONDS = 60

export type CheckTimesParameters = {
  final: BlockHeader
  head: BlockHeader
  /** Unix seconds, by the node's own clock. */
  now: number
  /** Of the final block. */
  maxBlockAgeSeconds: number
  maxHeadAgeSeconds: number
}

type AgeParameters = { code: string; timestamp: number; now: number; most: number }

const checkAge = (named: string, { code, timestamp, now, most }: AgeParameters): Refusal | undefined => {
  const age = now - timestamp
  // Written so that an age that is not a number is refused.
  if (!(age <= most)) {
    return refuseForNow(code, `${named} is ${age} s old by this node's clock; at most ${most}`)
  }
  if (age < -MOST_SKEW_SECONDS) {
    return refuseForNow('clockBehind', `${named} is ${-age} s in the future: this node's clock is behind`)
  }
  return undefined
}

/**
 * Refuses to decide on a chain that stands still, or is kept from us: it would let a revoked enclave live on. The head, too,
 * has to move: what forbids counts at once only there.
 */
export const checkTimes = ({
  final,
  head,
  now,
  maxBlockAgeSeconds,
  maxHeadAgeSeconds,
}: CheckTimesParameters): Refusal | undefined => {
  const named = `final block ${final.number} of ${final.timestamp} (Unix seconds)`
  if (head.number < final.number) {
    return refuseForNow('headBehind', `the head, block ${head.number}, is before the ${named}`)
  }
  return (
    checkAge(`the ${named}`, { code: 'chainStale', timestamp: final.timestamp, now, most: maxBlockAgeSeconds }) ??
    checkAge(`the head, block ${head.number} of ${head.timestamp} (Unix seconds)`, {
      code: 'headStale',
      timestamp: head.timestamp,
      now,
      most: maxHeadAgeSeconds,
    })
  )
}
