/**
 * What `work` comes to, unless `signal` aborts first: then its reason, or what `explain` makes of it. viem takes no signals,
 * so what was asked for runs out unheard. Leaves nothing behind on a signal that outlives many calls.
 */
export const untilAborted = async <T>(
  signal: AbortSignal,
  work: () => Promise<T>,
  explain: () => unknown = () => signal.reason,
): Promise<T> => {
  if (signal.aborted) throw explain()
  let abort = (): void => undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(explain())
    signal.addEventListener('abort', abort, { once: true })
  })
  try {
    return await Promise.race([work(), aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
