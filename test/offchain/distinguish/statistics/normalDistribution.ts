/** Between minus and plus this lie 95 % of a standard normal distribution. */
export const Z_95 = 1.959963984540054

/** Complementary error function: Chebyshev fit of Numerical Recipes, wrong by less than 1.2e-7 of its value. */
const erfc = (x: number): number => {
  const t = 1 / (1 + 0.5 * Math.abs(x))
  const terms = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ]
  const sum = terms.reduceRight((total, term) => total * t + term, 0)
  const value = t * Math.exp(-x * x + sum)
  return x >= 0 ? value : 2 - value
}

/** How often chance alone is at least as far from zero as `z` standard deviations, on either side. */
export const twoSidedP = (z: number): number => erfc(Math.abs(z) / Math.SQRT2)
