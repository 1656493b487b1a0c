import { KitError } from '../../errors.ts'

export type SettleWithinParameters<T> = {
  /** Milliseconds. */
  timeoutMs: number
  /** Ends the wait early. */
  signal: AbortSignal
  /** Who is waited for, as the error says it. */
  name: string
  /** Gets a signal that aborts when nobody waits any more. */
  work: (signal: AbortSignal) => Promise<T>
}

/** Settles as `work` does, or rejects with a retryable KitError in time, even when `work` does not heed its signal. */
export const settleWithin = async <T>({ timeoutMs, signal, name, work }: SettleWithinParameters<T>): Promise<T> => {
  const controller = new AbortController()
  const giveUp = () => controller.abort()
  const timer = setTimeout(giveUp, timeoutMs)
  signal.addEventListener('abort', giveUp, { once: true })
  if (signal.aborted) giveUp()
  const tooLate = new Promise<never>((_resolve, reject) => {
    const fail = () => reject(new KitError(`${name} did not answer in time`, { retryable: true }))
    if (controller.signal.aborted) fail()
    controller.signal.addEventListener('abort', fail, { once: true })
  })
  try {
    return await Promise.race([work(controller.signal), tooLate])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', giveUp)
  }
}
