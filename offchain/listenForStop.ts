import type { Log } from './log.ts'

/** What the step under way gets: a transaction or a request that is lost to it can be sent again. */
const STOP_WITHIN_MS = 10_000

/** A signal that aborts with the first SIGINT or SIGTERM. What has not ended soon after is left to itself. */
export const listenForStop = (log: Log): AbortSignal => {
  const controller = new AbortController()
  const stop = () => {
    controller.abort(new Error('told to stop'))
    const leave = () => {
      log.warn(`the step under way did not end in ${STOP_WITHIN_MS} ms`)
      process.exit(0)
    }
    setTimeout(leave, STOP_WITHIN_MS).unref()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  return controller.signal
}
