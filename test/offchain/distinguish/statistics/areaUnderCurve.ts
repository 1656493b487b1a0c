import { Z_95 } from './normalDistribution.ts'

/** An area under the ROC curve: 0.5 is guessing, 1 is knowing. */
export type Area = { auc: number; low: number; high: number }

/** Scores that one and the same model gave to runs it had not seen. */
export type ScoredFold = { scores: readonly number[]; labels: readonly boolean[] }

const mean = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length

const varianceAround = (values: readonly number[]): number => {
  const middle = mean(values)
  return values.reduce((total, value) => total + (value - middle) ** 2, 0) / (values.length - 1)
}

const compare = (one: number, other: number): number => (one > other ? 1 : one === other ? 0.5 : 0)

/** How often each score of `own` wins against those of the other label: DeLong's structural components. */
const winsOf = (own: readonly number[], others: readonly number[]): number[] =>
  own.map((score) => mean(others.map((other) => compare(score, other))))

/**
 * The area under the curve with DeLong's 95 % interval. Only scores of one fold are compared with each other: those of two
 * folds are of two models.
 *
 * Folds share training data, so their areas depend on each other, and DeLong's variance alone is too small (an interval of
 * 95 % would leave out 0.5 in one of six tries at nothing). It is multiplied as Nadeau and Bengio (2003) do: by
 * 1 + k / (k - 1) for k folds, each trained on the k - 1 others. A single fold needs nothing of that.
 */
export const areaUnderCurve = (folds: readonly ScoredFold[]): Area => {
  const parts = folds.map(({ scores, labels }) => {
    const positives = scores.filter((_, index) => labels[index])
    const negatives = scores.filter((_, index) => !labels[index])
    if (positives.length === 0 || negatives.length === 0) throw new Error('a fold has runs of one label only')
    return { up: winsOf(positives, negatives), down: winsOf(negatives, positives) }
  })
  const up = parts.flatMap((part) => part.up)
  const down = parts.flatMap((part) => part.down)
  if (up.length < 2 || down.length < 2) throw new Error('an interval needs two runs of each label at least')
  const auc = mean(up)
  const shared = folds.length === 1 ? 1 : 1 + folds.length / (folds.length - 1)
  const margin = Z_95 * Math.sqrt(shared * (varianceAround(up) / up.length + varianceAround(down) / down.length))
  return { auc, low: Math.max(0, auc - margin), high: Math.min(1, auc + margin) }
}
