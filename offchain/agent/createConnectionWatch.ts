import type { ProviderHealth } from '../chain/providers/rpcEndpoint.ts'
import type { BlockHeader } from '../chain/readHead.ts'
import { type HeadWatch, watchHead } from '../chain/watchHead.ts'
import type { Condition } from './alerts/condition.ts'

export type ConnectionParameters = {
  providers: () => readonly ProviderHealth[]
  /** How many providers must agree. */
  quorum: number
  /** How long a head may stay the newest, in milliseconds. */
  stallMs: number
  /** How far a new block's time may be from the local clock, in milliseconds. */
  skewMs: number
  /** Local clock, milliseconds since 1970. */
  nowMs: () => number
}

/** Returns what says, after each look at the chain, what is wrong with the connection. `head` is undefined when blind. */
export const createConnectionWatch = ({ providers, quorum, stallMs, skewMs, nowMs }: ConnectionParameters) => {
  let watch: HeadWatch | undefined

  const ofHead = (head: BlockHeader): Condition[] => {
    const observation = watchHead({ watch, head, nowMs: nowMs(), stallMs, skewMs })
    watch = observation.watch
    const conditions: Condition[] = []
    if (observation.stalledForMs !== undefined) {
      conditions.push({ kind: 'noHeadProgress', severity: 'critical', summary: 'no new block for too long' })
    }
    if (observation.clockSkewMs !== undefined) {
      conditions.push({ kind: 'clockSkewed', severity: 'warning', summary: 'the local clock and the chain disagree' })
    }
    return conditions
  }

  return (head: BlockHeader | undefined): Condition[] => {
    const conditions = head ? ofHead(head) : []
    if (!head && watch && nowMs() - watch.sinceMs > stallMs) {
      conditions.push({ kind: 'noHeadProgress', severity: 'critical', summary: 'no provider shows a new block' })
    }
    const sick = providers().filter(({ state }) => state !== 'healthy')
    if (sick.length > 0) {
      const isBlind = providers().length - sick.length < quorum
      const summary = `not healthy: ${sick.map(({ name, state }) => `${name} (${state})`).join(', ')}`
      conditions.push({ kind: 'providersUnhealthy', severity: isBlind ? 'critical' : 'warning', summary })
    }
    return conditions
  }
}
