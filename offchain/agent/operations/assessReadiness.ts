import type { AgentHealth } from './agentHealth.ts'

/** Why an agent is not ready; stable words that alert rules of others may be keyed by. */
export type UnreadyReason =
  | 'starting'
  | 'standby'
  | 'stopping'
  | 'noHeadProgress'
  | 'noRecentPass'
  | 'journalFailing'
  | 'keyMissing'
  | 'providersBelowQuorum'

export type ReadinessLimits = {
  /** How long the head may stand still, in milliseconds. */
  maxHeadAgeMs: number
  /** How long ago the last good pass may be, in milliseconds; above the longest time between two passes. */
  maxPassAgeMs: number
}

export type Readiness = { ready: boolean; reasons: UnreadyReason[] }

/** Whether the agent would act on an order that came now; false, with every reason, whenever it is blind or bound. */
export const assessReadiness = (health: AgentHealth, nowMs: number, limits: ReadinessLimits): Readiness => {
  const isFresh = (atMs: number | undefined, maxAgeMs: number) => atMs !== undefined && nowMs - atMs <= maxAgeMs
  // A standby looks at nothing: whatever else could be said of it would be old.
  if (health.role === 'standby') return { ready: false, reasons: ['standby'] }
  const obstacles: [UnreadyReason, boolean][] = [
    ['starting', health.role === 'starting'],
    ['stopping', health.role === 'stopping'],
    ['noHeadProgress', !isFresh(health.head?.changedAtMs, limits.maxHeadAgeMs)],
    ['noRecentPass', !isFresh(health.passedAtMs, limits.maxPassAgeMs)],
    ['journalFailing', health.journalError !== undefined],
    ['keyMissing', health.signer.keyMissing !== undefined],
    ['providersBelowQuorum', health.providers.healthy < health.providers.required],
  ]
  const reasons = obstacles.flatMap(([reason, holds]) => (holds ? [reason] : []))
  return { ready: reasons.length === 0, reasons }
}
