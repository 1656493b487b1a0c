import type { JournalBooks } from '../agent/readBooks.ts'

/** What the reports themselves and every heal bring with them. */
const EVERYDAY = new Set(['reserveInsolvent', 'statusUnknown', 'healInProgress', 'transactionStuck'])

/** Incidents of a round in which nothing was wrong with chain, providers or machine: a kill alone wakes nobody. */
export const findFalseAlarms = (journals: readonly JournalBooks[]): string[] =>
  journals
    .flatMap(({ incidents }) => incidents)
    .filter(({ kind }) => !EVERYDAY.has(kind))
    .map(({ kind, summary }) => `alarm without a cause: ${kind}, ${summary}`)
