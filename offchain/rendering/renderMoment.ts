/** A Unix time for people, in tables: UTC, to the second. */
export const renderMoment = (seconds: number): string => `${new Date(seconds * 1_000).toISOString().slice(0, 19)}Z`
