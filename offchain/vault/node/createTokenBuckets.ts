/** So many at once, and so many a second after that. */
export type Rate = { burst: number; perSecond: number }

export type TokenBuckets = {
  /** Milliseconds until the next token; zero when there was one, which is taken. */
  take(name: string): number
}

/** Names are the asker's to choose, so only the latest are remembered. */
const MOST_BUCKETS = 10_000

/** A token bucket for each name, kept as the time at which it will be full again. */
export const createTokenBuckets = ({ burst, perSecond }: Rate, nowMs = () => performance.now()): TokenBuckets => {
  const intervalMs = 1_000 / perSecond
  const fullAtMs = new Map<string, number>()
  return {
    take(name) {
      const now = nowMs()
      const fullAt = Math.max(fullAtMs.get(name) ?? now, now)
      const waitMs = Math.max(0, Math.ceil(fullAt - now - (burst - 1) * intervalMs))
      // Written last, so that the first is the one that was asked for longest ago.
      fullAtMs.delete(name)
      fullAtMs.set(name, waitMs === 0 ? fullAt + intervalMs : fullAt)
      const [oldest] = fullAtMs.keys()
      if (fullAtMs.size > MOST_BUCKETS && oldest !== undefined) fullAtMs.delete(oldest)
      return waitMs
    },
  }
}
