/** A Unix time for people, in sentences: UTC, to the second. */
export const renderTime = (seconds: number): string =>
  `${new Date(seconds * 1_000).toISOString().slice(0, 19).replace('T', ' ')} UTC`
