import type { PoolRoundResult } from './rounds/poolRound.ts'

const COLUMNS = ['fault', 'rounds', 'settled', 'expired', 'failed', 'longest recovery'] as const

const rowOf = (fault: string, results: readonly PoolRoundResult[]): string[] => {
  const sum = (count: (result: PoolRoundResult) => number) =>
    results.reduce((total, result) => total + count(result), 0)
  const failed = sum(({ problems }) => (problems.length > 0 ? 1 : 0))
  const longest = Math.max(0, ...results.map(({ recoverySeconds }) => recoverySeconds))
  const counts = [results.length, sum(({ settled }) => settled), sum(({ expired }) => expired), failed]
  return [fault, ...counts.map(String), `${longest} s`]
}

/** The table of a run: a row for each kind of fault, and one for all of them. */
export const summarisePool = (results: readonly PoolRoundResult[]): string => {
  const faults = [...new Set(results.map(({ fault }) => fault))].sort()
  const rows = faults.map((fault) =>
    rowOf(
      fault,
      results.filter((result) => result.fault === fault),
    ),
  )
  const lines = [[...COLUMNS], ...rows, rowOf('all', results)]
  const widths = COLUMNS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n')
}
