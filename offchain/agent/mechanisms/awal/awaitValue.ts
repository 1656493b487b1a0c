import { setTimeout as delay } from 'node:timers/promises'

export type AwaitValueParameters<T> = {
  /** Undefined while there is nothing yet; what it throws counts as nothing yet. */
  look(): Promise<T | undefined>
  intervalMs: number
  timeoutMs: number
}

/** Looks once, and again until there is a value or the time is over; undefined then. Never throws. */
export const awaitValue = async <T>({
  look,
  intervalMs,
  timeoutMs,
}: AwaitValueParameters<T>): Promise<T | undefined> => {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const value = await look().catch(() => undefined)
    if (value !== undefined || Date.now() + intervalMs > deadline) return value
    await delay(intervalMs)
  }
}
