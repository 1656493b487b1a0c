import type { Address } from 'viem'
import { extractFeatures } from './features/extractFeatures.ts'
import { type ByteScan, scanBytes } from './features/scanBytes.ts'
import type { PublicRun } from './runs/publicRun.ts'
import { type Area, areaUnderCurve } from './statistics/areaUnderCurve.ts'
import { crossValidate } from './statistics/crossValidate.ts'
import { scanFeature } from './statistics/scanFeature.ts'

/** A run as the public saw it, and what it was. */
export type LabelledRun = { run: PublicRun; isReal: boolean }

/** One number of the public record, and what it alone tells; `p` is after Bonferroni, over all of them. */
export type ToldFeature = { name: string; auc: number; p: number }

/** What watching told of these runs. */
export type Judgement = {
  runs: number
  real: number
  /** Of a classifier, over runs that it had not seen. */
  area: Area
  features: number
  /** The numbers that tell most, best first. */
  told: readonly ToldFeature[]
  /** The byte of the settlements' calldata that tells most. */
  byte: ByteScan
}

const TOLD = 3

/** Has a classifier and two scans try to tell real orders from empty ones by the public record alone. */
export const judgeRuns = (runs: readonly LabelledRun[], pool: Address, seed: number): Judgement => {
  const labels = runs.map(({ isReal }) => isReal)
  const records = runs.map(({ run }) => run)
  const table = extractFeatures(records, pool)
  const told = table.columns
    .map((column, index) => {
      const { auc, p } = scanFeature(column, labels)
      return { name: table.names[index] as string, auc, p: Math.min(1, p * table.columns.length) }
    })
    .sort((one, other) => one.p - other.p)
  return {
    runs: runs.length,
    real: labels.filter(Boolean).length,
    area: areaUnderCurve(crossValidate(table, labels, { seed })),
    features: table.columns.length,
    told: told.slice(0, TOLD),
    byte: scanBytes(records, labels, pool),
  }
}
