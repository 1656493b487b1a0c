import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../../log.ts'
import type { SimulatedDon } from '../don/simulatedDon.ts'

const SECOND_MS = 1_000

export type RunScheduleParameters = {
  don: SimulatedDon
  /** Seconds between two runs, aligned to the clock as cron is. */
  everySeconds: number
  log: Log
  signal: AbortSignal
  /** Called before each run. */
  beforeRun: () => Promise<void>
}

/** Fires the workflow's cron trigger until `signal` aborts. A failed round is logged; the next one comes anyway. */
export const runSchedule = async ({
  don,
  everySeconds,
  log,
  signal,
  beforeRun,
}: RunScheduleParameters): Promise<void> => {
  const period = everySeconds * SECOND_MS
  while (!signal.aborted) {
    const next = Math.ceil((Date.now() + 1) / period) * period
    await delay(next - Date.now(), undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
    try {
      await beforeRun()
      const { outcome, txHashes, stats } = await don.fireCron(0, BigInt(next / SECOND_MS))
      if (outcome.ok) log.info({ txHash: txHashes[0], ms: stats.ms }, 'simulated DON: report delivered')
      else log.warn({ err: outcome.error.message }, 'simulated DON: no report')
    } catch (error) {
      log.error({ err: (error as Error).message }, 'simulated DON: round failed')
    }
  }
}
