import { setTimeout as delay } from 'node:timers/promises'

/** Wakes one sleeper. */
export type Bell = {
  /** Ends the sleep, or the next one when nobody sleeps. */
  ring(): void
  /** Sleeps until the bell rings, or for some milliseconds. */
  sleep(ms: number): Promise<void>
}

/** A bell that is never missed: rung while nobody sleeps, it keeps the next sleeper awake. */
export const createBell = (): Bell => {
  let isRung = false
  let alarm = new AbortController()
  return {
    ring: () => {
      isRung = true
      alarm.abort()
    },
    sleep: async (ms) => {
      alarm = new AbortController()
      if (!isRung) await delay(ms, undefined, { signal: alarm.signal }).catch(() => undefined)
      isRung = false
    },
  }
}
