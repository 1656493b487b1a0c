import type { Judgement } from './judgeRuns.ts'
import type { Area } from './statistics/areaUnderCurve.ts'

const digits = (value: number): string => value.toFixed(3)

export const describeArea = ({ auc, low, high }: Area): string =>
  `AUC ${digits(auc)}, 95 % interval ${digits(low)} to ${digits(high)}`

/** One line: how much was told, by what, of how many runs. */
export const describeJudgement = ({ area, runs, real, features, told }: Omit<Judgement, 'byte'>): string => {
  const [best] = told
  const by = best ? `; of ${features} numbers, "${best.name}" tells most (p ${best.p.toPrecision(2)})` : ''
  return `${describeArea(area)} (${real} real, ${runs - real} empty)${by}`
}
