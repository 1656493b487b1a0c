import { constants } from 'node:os'
import type { Log } from '../../log.ts'

export type Shutdown = {
  /** Aborted as soon as the shutdown begins. */
  signal: AbortSignal
  /** Registers a cleanup. Cleanups run one at a time, the last registered first, each at most once. */
  onShutdown(name: string, cleanup: () => unknown): void
  /** Runs the cleanups and ends the process. Only the first call counts; 0 becomes 1 if a cleanup fails. */
  shutdown(reason: string, exitCode: number): Promise<void>
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** One Ctrl-C under npm can arrive twice, from the terminal and from npm: only a later signal is a person insisting. */
const SAME_SIGNAL_MS = 500

/**
 * Makes every way to end this process (a signal, an unexpected error, a call) go through the same cleanups.
 * A second signal (half a second later or more), or cleanups longer than `deadlineMs`, end it at once.
 */
export const createShutdown = ({ log, deadlineMs = 10_000 }: { log: Log; deadlineMs?: number }): Shutdown => {
  const aborter = new AbortController()
  const cleanups: { name: string; cleanup: () => unknown }[] = []
  let ending: Promise<void> | undefined
  let endingSince = 0

  const runCleanups = async (): Promise<boolean> => {
    let clean = true
    for (let next = cleanups.pop(); next; next = cleanups.pop()) {
      try {
        await next.cleanup()
      } catch (err) {
        clean = false
        log.error({ err, cleanup: next.name }, 'cleanup failed')
      }
    }
    return clean
  }

  const end = async (reason: string, exitCode: number) => {
    log.info({ reason }, 'shutting down')
    aborter.abort(new Error(reason))
    setTimeout(() => {
      log.error({ deadlineMs, waitingFor: cleanups.map(({ name }) => name) }, 'cleanups took too long, leaving')
      process.exit(exitCode || 1)
    }, deadlineMs)
    const clean = await runCleanups()
    process.exit(clean ? exitCode : exitCode || 1)
  }

  const shutdown = (reason: string, exitCode: number): Promise<void> => {
    if (!ending) {
      endingSince = Date.now()
      ending = end(reason, exitCode)
    }
    return ending
  }

  for (const name of SIGNALS) {
    process.on(name, () => {
      const exitCode = 128 + constants.signals[name]
      if (ending && Date.now() - endingSince > SAME_SIGNAL_MS) process.exit(exitCode)
      void shutdown(name, exitCode)
    })
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (err: unknown) => {
      log.error({ err }, event)
      void shutdown(event, 1)
    })
  }

  return {
    signal: aborter.signal,
    onShutdown: (name, cleanup) => void cleanups.push({ name, cleanup }),
    shutdown,
  }
}
