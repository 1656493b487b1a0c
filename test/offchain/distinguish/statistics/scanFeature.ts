import { twoSidedP } from './normalDistribution.ts'
import { rankAll } from './rankAll.ts'

/** What one number alone tells of the label. */
export type FeatureScan = {
  /** How often a run of label 1 has more of it than one of label 0, equal ones counted half. */
  auc: number
  /** How often chance alone would do as much: Mann and Whitney's test, normal approximation with ties. */
  p: number
}

/** The rank test of one feature; a constant feature tells nothing (0.5, p 1). */
export const scanFeature = (values: ArrayLike<number>, labels: readonly boolean[]): FeatureScan => {
  const count = labels.length
  const positives = labels.filter(Boolean).length
  const negatives = count - positives
  const { ranks, ties } = rankAll(values)
  const variance = ((positives * negatives) / 12) * (count + 1 - ties / (count * (count - 1)))
  if (!(variance > 0)) return { auc: 0.5, p: 1 }
  const sum = labels.reduce((total, label, index) => total + (label ? (ranks[index] as number) : 0), 0)
  const larger = sum - (positives * (positives + 1)) / 2
  const auc = larger / (positives * negatives)
  return { auc, p: twoSidedP((larger - (positives * negatives) / 2) / Math.sqrt(variance)) }
}
