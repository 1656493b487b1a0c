/** First wait after a failure, and the longest, in milliseconds. */
export const BACK_OFF = { firstMs: 250, longestMs: 10_000, longestAskedMs: 60_000 } as const

export type BackOffParameters = {
  /** Failures in a row, this one included. */
  failures: number
  /** What the endpoint itself asked for. */
  retryAfterMs: number | undefined
  /** From 0 to 1: spreads the agents that lost the same endpoint. */
  random: number
}

/** How long an endpoint is left alone after a failure, in milliseconds: doubling, half of it random, bounded. */
export const backOffMs = ({ failures, retryAfterMs, random }: BackOffParameters): number => {
  if (retryAfterMs !== undefined) return Math.min(retryAfterMs, BACK_OFF.longestAskedMs)
  const full = Math.min(BACK_OFF.firstMs * 2 ** (failures - 1), BACK_OFF.longestMs)
  return Math.round(full / 2 + (full / 2) * random)
}
