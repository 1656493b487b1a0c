import type { RoundResult } from './rounds/round.ts'

/** One kind of fault: counts of its rounds, and times to heal in milliseconds. */
export type Row = {
  fault: string
  rounds: number
  skipped: number
  owed: number
  healed: number
  duplicate: number
  missed: number
  journalDiffers: number
  alertsDiffer: number
  failed: number
  p50Ms: number | undefined
  p99Ms: number | undefined
}

const quantile = (sorted: readonly number[], percent: number): number | undefined =>
  sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))]

const rowOf = (fault: string, results: readonly RoundResult[]): Row => {
  const sum = (count: (result: RoundResult) => number) => results.reduce((total, result) => total + count(result), 0)
  const times = results.flatMap(({ healMs }) => healMs).sort((a, b) => a - b)
  return {
    fault,
    rounds: results.length,
    skipped: sum(({ skipped }) => (skipped === undefined ? 0 : 1)),
    owed: sum(({ owed }) => owed),
    healed: sum(({ healed }) => healed),
    duplicate: sum(({ duplicate }) => duplicate),
    missed: sum(({ missed }) => missed),
    journalDiffers: sum(({ journalDiffers }) => journalDiffers),
    alertsDiffer: sum(({ alertsDiffer }) => alertsDiffer),
    failed: sum(({ problems }) => (problems.length > 0 ? 1 : 0)),
    p50Ms: quantile(times, 50),
    p99Ms: quantile(times, 99),
  }
}

/** The table of a run: a row for each kind of fault, and one for all of them. */
export const summarise = (results: readonly RoundResult[]): Row[] => {
  const faults = [...new Set(results.map(({ fault }) => fault))].sort()
  const rows = faults.map((fault) =>
    rowOf(
      fault,
      results.filter((result) => result.fault === fault),
    ),
  )
  return [...rows, rowOf('all', results)]
}

const COLUMNS: readonly [title: string, value: (row: Row) => string | number][] = [
  ['fault', ({ fault }) => fault],
  ['rounds', ({ rounds }) => rounds],
  ['skipped', ({ skipped }) => skipped],
  ['owed', ({ owed }) => owed],
  ['healed', ({ healed }) => healed],
  ['duplicate', ({ duplicate }) => duplicate],
  ['missed', ({ missed }) => missed],
  ['journal≠chain', ({ journalDiffers }) => journalDiffers],
  ['alerts≠incidents', ({ alertsDiffer }) => alertsDiffer],
  ['failed', ({ failed }) => failed],
  ['p50 ms', ({ p50Ms }) => p50Ms ?? '-'],
  ['p99 ms', ({ p99Ms }) => p99Ms ?? '-'],
]

/** The rows as text, columns aligned. */
export const formatTable = (rows: readonly Row[]): string => {
  const lines = [COLUMNS.map(([title]) => title), ...rows.map((row) => COLUMNS.map(([, value]) => String(value(row))))]
  const widths = COLUMNS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines
    .map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n')
}
