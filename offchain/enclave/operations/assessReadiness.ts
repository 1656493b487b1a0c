import type { EnclaveHealth } from '../enclaveHealth.ts'

/** Why an enclave is not ready; stable words that alert rules may be keyed by. */
export type UnreadyReason = 'notActive' | 'notMatching' | 'matchingBlocked' | 'noHeadProgress'

export type ReadinessFacts = {
  health: EnclaveHealth | undefined
  /** Whether it was told to match rounds. */
  isMatcher: boolean
  /** Milliseconds since the head last moved; undefined before the first was seen. */
  headAgeMs: number | undefined
  maxHeadAgeMs: number
}

/** Whether an enclave would do its work now; false, with every reason, whenever it is blind or bound. */
export const assessReadiness = ({ health, isMatcher, headAgeMs, maxHeadAgeMs }: ReadinessFacts) => {
  const matching = health?.matching?.state
  const obstacles: [UnreadyReason, boolean][] = [
    ['notActive', health?.state !== 'active'],
    ['notMatching', isMatcher && (matching === undefined || matching === 'starting')],
    ['matchingBlocked', isMatcher && matching === 'blocked'],
    ['noHeadProgress', isMatcher && !(headAgeMs !== undefined && headAgeMs <= maxHeadAgeMs)],
  ]
  const reasons = obstacles.flatMap(([reason, holds]) => (holds ? [reason] : []))
  return { ready: reasons.length === 0, reasons }
}
