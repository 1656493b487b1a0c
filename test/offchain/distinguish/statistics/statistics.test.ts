import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../../offchain/protocol/seededRandom.ts'
import { areaUnderCurve } from './areaUnderCurve.ts'
import { crossValidate, type FeatureTable } from './crossValidate.ts'
import { fitLogistic, scoreLogistic } from './logisticRegression.ts'
import { twoSidedP } from './normalDistribution.ts'
import { rankAll } from './rankAll.ts'
import { scanFeature } from './scanFeature.ts'

type Random = ReturnType<typeof seededRandom>

const uniform = ({ below }: Random): number => Number(below(1n << 40n)) / 2 ** 40
const gaussian = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - uniform(random))) * Math.cos(2 * Math.PI * uniform(random))

const balanced = (runs: number): boolean[] => Array.from({ length: runs }, (_, run) => run % 2 === 0)

/** Noise, but for the first column, which is `shift` higher for label 1. */
const tableOf = (seed: number, labels: readonly boolean[], features: number, shift: number): FeatureTable => {
  const random = seededRandom(seed)
  const columns = Array.from({ length: features }, (_, feature) =>
    Float64Array.from(labels, (label) => gaussian(random) + (feature === 0 && label ? shift : 0)),
  )
  return { names: columns.map((_, feature) => `feature ${feature}`), columns }
}

describe('rankAll', () => {
  it('gives equal values the mean of their ranks', () => {
    const { ranks, ties } = rankAll([30, 10, 20, 20])
    expect([...ranks]).toEqual([4, 1, 2.5, 2.5])
    expect(ties).toBe(2 ** 3 - 2)
  })
})

describe('twoSidedP', () => {
  it.each([
    [0, 1],
    [1.959964, 0.05],
    [-2.575829, 0.01],
    [5, 5.733e-7],
  ])('of %d is %d', (z, p) => expect(twoSidedP(z) / p).toBeCloseTo(1, 3))
})

describe('scanFeature', () => {
  it('is Mann and Whitney by hand', () => {
    // 5 and 3 against 4 and 1: three of four pairs. Variance 2 * 2 * 5 / 12, so z = 1 / 1.29.
    const { auc, p } = scanFeature([5, 3, 4, 1], [true, true, false, false])
    expect(auc).toBe(0.75)
    expect(p).toBeCloseTo(twoSidedP(1 / Math.sqrt(20 / 12)), 12)
  })

  it('makes nothing of a constant', () => {
    expect(scanFeature([7, 7, 7], [true, false, true])).toEqual({ auc: 0.5, p: 1 })
  })
})

describe('areaUnderCurve', () => {
  it('is DeLong by hand', () => {
    // Of the positives 0.8 beats all three, 0.4 beats two of three; negatives lose to 2, 2 and 1 of two.
    const scores = [0.8, 0.4, 0.1, 0.3, 0.5]
    const { auc, low } = areaUnderCurve([{ scores, labels: [true, true, false, false, false] }])
    expect(auc).toBeCloseTo(5 / 6, 12)
    // Variances: of 1 and 2/3 it is 1/18; of 0, 0 and 1/2, counted as wins of the negatives, 1/12.
    expect(low).toBeCloseTo(5 / 6 - 1.959964 * Math.sqrt(1 / 18 / 2 + 1 / 12 / 3), 6)
  })

  it('is one for what is told apart, and half for what is all alike', () => {
    const labels = balanced(20)
    const told = areaUnderCurve([{ scores: labels.map(Number), labels }])
    expect(told).toEqual({ auc: 1, low: 1, high: 1 })
    expect(areaUnderCurve([{ scores: labels.map(() => 3), labels }]).auc).toBe(0.5)
  })

  it('compares no scores of different folds', () => {
    const fold = { scores: [2, 1, 2, 1], labels: [true, false, true, false] }
    const higher = { ...fold, scores: fold.scores.map((score) => score + 100) }
    expect(areaUnderCurve([fold, higher]).auc).toBe(1)
  })

  it('needs both labels in each fold', () => {
    expect(() => areaUnderCurve([{ scores: [1, 2], labels: [true, true] }])).toThrow('one label only')
  })
})

describe('fitLogistic', () => {
  it('finds the odds of two groups', () => {
    // Three of four against one of four: log odds 1.0986 above and below zero.
    const rows = [[1], [1], [1], [1], [-1], [-1], [-1], [-1]]
    const labels = [true, true, true, false, true, false, false, false]
    const { intercept, weights } = fitLogistic(rows, labels, 0)
    expect(intercept).toBeCloseTo(0, 8)
    expect(weights[0]).toBeCloseTo(Math.log(3), 8)
  })

  it('stays finite where labels are separable, and weighs what it is given', () => {
    const model = fitLogistic(
      [
        [1, 0.1],
        [2, -0.1],
        [-1, 0.1],
        [-2, -0.1],
      ],
      [true, true, false, false],
      1,
    )
    expect(model.weights.every(Number.isFinite)).toBe(true)
    expect(scoreLogistic(model, [3, 0])).toBeGreaterThan(scoreLogistic(model, [-3, 0]))
  })
})

describe('crossValidate', () => {
  const labels = balanced(80)

  it('tells apart what one of 500 features tells apart', () => {
    const area = areaUnderCurve(crossValidate(tableOf(1, labels, 500, 6), labels, { seed: 1 }))
    expect(area.auc).toBeGreaterThan(0.97)
  })

  it('tells nothing of the same features under shuffled labels', () => {
    const { below } = seededRandom(5)
    const shuffled = [...labels].sort(() => (below(2n) === 0n ? -1 : 1))
    const { low, high } = areaUnderCurve(crossValidate(tableOf(1, labels, 500, 6), shuffled, { seed: 1 }))
    expect(low).toBeLessThan(0.5)
    expect(high).toBeGreaterThan(0.5)
  })

  it('is the same for the same seed, and scores every run once', () => {
    const table = tableOf(2, labels, 20, 1)
    const folds = crossValidate(table, labels, { seed: 3 })
    expect(crossValidate(table, labels, { seed: 3 })).toEqual(folds)
    expect(folds.flatMap(({ scores }) => scores)).toHaveLength(labels.length)
    expect(crossValidate(table, labels, { seed: 4 })).not.toEqual(folds)
  })

  it('is not deceived by nothing more often than its interval says', () => {
    const tries = 300
    const areas = Array.from({ length: tries }, (_, seed) =>
      areaUnderCurve(crossValidate(tableOf(100 + seed, labels, 12, 0), labels, { seed })),
    )
    const missed = areas.filter(({ low, high }) => low > 0.5 || high < 0.5).length
    // 5 % of 300 are 15; more than 26 would be a chance of less than one in three hundred.
    expect(missed).toBeLessThanOrEqual(26)
    expect(areas.reduce((total, { auc }) => total + auc, 0) / tries).toBeCloseTo(0.5, 1)
  })
})
