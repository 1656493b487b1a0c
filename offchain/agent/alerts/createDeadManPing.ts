import type { Log } from '../../log.ts'
import { requestUrl } from './requestUrl.ts'
import { settleWithin } from './settleWithin.ts'

export type DeadManPingParameters = {
  /** A secret. */
  url: URL
  /** Milliseconds; not asked for more often. */
  intervalMs: number
  /** Milliseconds for one answer. */
  timeoutMs: number
  log: Log
  /** A clock in milliseconds that is never set. */
  elapsedMs: () => number
  /** Ends a ping under way. */
  signal: AbortSignal
}

/**
 * Returns what to call after each pass that went well: it tells somebody else's clock that the agent lives, so that
 * silence raises an alarm there. It returns at once and never throws; a ping that fails is logged, and its absence is
 * the alarm.
 */
export const createDeadManPing = (parameters: DeadManPingParameters): (() => void) => {
  const { url, intervalMs, timeoutMs, log, elapsedMs, signal } = parameters
  let lastAt: number | undefined
  let isUnderWay = false

  const ping = async () => {
    isUnderWay = true
    try {
      const name = 'the dead-man URL'
      // Some services accept nothing but GET.
      const work = (limit: AbortSignal) => requestUrl({ url, name, method: 'GET', signal: limit })
      await settleWithin({ timeoutMs, signal, name, work })
    } catch (error) {
      log.warn({ err: (error as Error).message }, 'dead-man ping failed')
    } finally {
      isUnderWay = false
    }
  }

  return () => {
    const now = elapsedMs()
    if (isUnderWay || signal.aborted || (lastAt !== undefined && now - lastAt < intervalMs)) return
    lastAt = now
    void ping()
  }
}
