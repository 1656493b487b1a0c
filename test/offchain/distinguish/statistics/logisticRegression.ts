/** Says how likely label 1 is, in log odds. */
export type LogisticModel = { intercept: number; weights: readonly number[] }

const MAX_STEPS = 30
const SMALL_STEP = 1e-8

/** Solves a symmetric, positive definite system by Cholesky's decomposition; both arguments are overwritten. */
const solve = (matrix: number[][], right: number[]): number[] => {
  const size = right.length
  const at = (row: number, column: number): number => (matrix[row] as number[])[column] as number
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = at(row, column)
      for (let before = 0; before < column; before++) sum -= at(row, before) * at(column, before)
      ;(matrix[row] as number[])[column] = row === column ? Math.sqrt(sum) : sum / at(column, column)
    }
  }
  for (let row = 0; row < size; row++) {
    for (let before = 0; before < row; before++)
      right[row] = (right[row] as number) - at(row, before) * (right[before] as number)
    right[row] = (right[row] as number) / at(row, row)
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let after = row + 1; after < size; after++)
      right[row] = (right[row] as number) - at(after, row) * (right[after] as number)
    right[row] = (right[row] as number) / at(row, row)
  }
  return right
}

/**
 * Logistic regression by Newton's method. `ridge` is the weight of the squared weights (the intercept's is left out): it keeps
 * them finite where the labels are separable. Features should be standardised.
 */
export const fitLogistic = (
  rows: readonly (readonly number[])[],
  labels: readonly boolean[],
  ridge: number,
): LogisticModel => {
  const size = (rows[0]?.length ?? 0) + 1
  let beta = Array.from({ length: size }, () => 0)
  for (let step = 0; step < MAX_STEPS; step++) {
    const hessian = beta.map((_, row) => beta.map((__, column) => (row === column && row > 0 ? ridge : 0)))
    const gradient = beta.map((value, row) => (row > 0 ? -ridge * value : 0))
    rows.forEach((row, index) => {
      const inputs = [1, ...row]
      const odds = inputs.reduce((total, input, at) => total + input * (beta[at] as number), 0)
      const chance = 1 / (1 + Math.exp(-odds))
      // Never quite zero, so that the system stays solvable.
      const weight = Math.max(chance * (1 - chance), 1e-9)
      inputs.forEach((input, at) => {
        gradient[at] = (gradient[at] as number) + input * ((labels[index] ? 1 : 0) - chance)
        const line = hessian[at] as number[]
        inputs.forEach((other, column) => {
          line[column] = (line[column] as number) + weight * input * other
        })
      })
    })
    const change = solve(hessian, gradient)
    beta = beta.map((value, at) => value + (change[at] as number))
    if (change.every((part) => Math.abs(part) < SMALL_STEP)) break
  }
  const [intercept = 0, ...weights] = beta
  return { intercept, weights }
}

export const scoreLogistic = ({ intercept, weights }: LogisticModel, row: readonly number[]): number =>
  row.reduce((total, input, at) => total + input * (weights[at] as number), intercept)
