import { seededRandom } from '../../../../offchain/protocol/seededRandom.ts'
import type { ScoredFold } from './areaUnderCurve.ts'
import { fitLogistic, scoreLogistic } from './logisticRegression.ts'
import { scanFeature } from './scanFeature.ts'

/** Runs by features: `columns[feature][run]`. */
export type FeatureTable = { names: readonly string[]; columns: readonly Float64Array[] }

export type CrossValidateParameters = { folds?: number; seed: number }

const RIDGE = 1
/** At least so many features go into a model, whether or not they stand out. */
const FEWEST_FEATURES = 3
const MOST_FEATURES = 12
/** A feature stands out if chance alone would bring any of all as far with this probability. */
const SIGNIFICANT = 0.05

const shuffle = <T>(items: readonly T[], { below }: ReturnType<typeof seededRandom>): T[] => {
  const shuffled = [...items]
  for (let at = shuffled.length - 1; at > 0; at--) {
    const other = Number(below(BigInt(at + 1)))
    ;[shuffled[at], shuffled[other]] = [shuffled[other] as T, shuffled[at] as T]
  }
  return shuffled
}

/** Runs of each label dealt to the folds in turn, so that each fold has as many of one as of the other. */
const dealFolds = (labels: readonly boolean[], folds: number, seed: number): number[][] => {
  const random = seededRandom(seed)
  const dealt: number[][] = Array.from({ length: folds }, () => [])
  for (const label of [true, false]) {
    const runs = labels.flatMap((own, run) => (own === label ? [run] : []))
    shuffle(runs, random).forEach((run, index) => {
      dealt[index % folds]?.push(run)
    })
  }
  return dealt
}

const pick = (column: Float64Array, runs: readonly number[]): Float64Array =>
  Float64Array.from(runs, (run) => column[run] as number)

/** The features that tell the training runs apart best: those that stand out, and never fewer than a few. */
const selectFeatures = ({ columns }: FeatureTable, runs: readonly number[], labels: readonly boolean[]): number[] => {
  const own = runs.map((run) => labels[run] as boolean)
  const scans = columns.map((column, feature) => ({ feature, p: scanFeature(pick(column, runs), own).p }))
  const varying = scans.filter(({ p }) => p < 1).sort((one, other) => one.p - other.p)
  const standing = varying.filter(({ p }) => p * columns.length < SIGNIFICANT).length
  const count = Math.min(MOST_FEATURES, Math.max(FEWEST_FEATURES, standing))
  return varying.slice(0, count).map(({ feature }) => feature)
}

/** Mean zero and variance one in the training runs; what is constant there stays zero. */
const standardise = (column: Float64Array, training: readonly number[]): ((run: number) => number) => {
  const values = pick(column, training)
  const mean = values.reduce((total, value) => total + value, 0) / values.length
  const deviation = Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length)
  return (run) => (deviation === 0 ? 0 : ((column[run] as number) - mean) / deviation)
}

/**
 * Has a classifier score every run without having seen it: the runs are dealt to folds, and each fold is scored by a logistic
 * regression that was made of the others, its features chosen and standardised by the others alone. The same seed deals the
 * same folds.
 */
export const crossValidate = (
  table: FeatureTable,
  labels: readonly boolean[],
  { folds = 5, seed }: CrossValidateParameters,
): ScoredFold[] => {
  const dealt = dealFolds(labels, folds, seed)
  return dealt.map((held) => {
    const training = dealt.filter((runs) => runs !== held).flat()
    const features = selectFeatures(table, training, labels).map((feature) =>
      standardise(table.columns[feature] as Float64Array, training),
    )
    const rowOf = (run: number): number[] => features.map((feature) => feature(run))
    const model = fitLogistic(
      training.map(rowOf),
      training.map((run) => labels[run] as boolean),
      RIDGE,
    )
    return {
      scores: held.map((run) => scoreLogistic(model, rowOf(run))),
      labels: held.map((run) => labels[run] as boolean),
    }
  })
}
