/**
 * A signal that aborts with `signal`, or after `ms` with a `TimeoutError`.
 *
 * Not `AbortSignal.any([signal, AbortSignal.timeout(ms)])`: Node 20 keeps only weak references between these three, and may
 * collect the timeout before it fires. Whoever waits for it then waits for ever. A timer of our own holds on to it.
 */
export const abortAfter = (ms: number, signal?: AbortSignal): AbortSignal => {
  const overdue = new AbortController()
  const fail = () => overdue.abort(new DOMException(`the operation was not over after ${ms} ms`, 'TimeoutError'))
  setTimeout(fail, ms).unref()
  return signal ? AbortSignal.any([signal, overdue.signal]) : overdue.signal
}
