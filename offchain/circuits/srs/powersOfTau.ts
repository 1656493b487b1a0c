import { bn254 } from '@noble/curves/bn254.js'

const { Fp, Fr } = bn254.fields
const P = Fp.ORDER

/** Bits of a scalar that one table serves. Wider tables take longer to make than they save. */
const WINDOW_BITS = 12
const HALF = 1 << (WINDOW_BITS - 1)
/** One more than fills a scalar: a signed digit can carry. */
const WINDOWS = Math.ceil(254 / WINDOW_BITS) + 1

type Affine = { x: bigint; y: bigint }

const mod = (value: bigint): bigint => {
  const rest = value % P
  return rest < 0n ? rest + P : rest
}

/** Inverts each in place, with one inversion and three multiplications each. None may be zero. */
const invertAll = (values: bigint[]): void => {
  const before: bigint[] = []
  let product = 1n
  for (const value of values) {
    before.push(product)
    product = (product * value) % P
  }
  let inverse = Fp.inv(product)
  for (let i = values.length - 1; i >= 0; i--) {
    const value = values[i] as bigint
    values[i] = (inverse * (before[i] as bigint)) % P
    inverse = (inverse * value) % P
  }
}

/** The sum of two points with different x, given the inverse of the difference of their x. */
const sumOf = (a: Affine, b: Affine, inverse: bigint): Affine => {
  const slope = ((b.y - a.y) * inverse) % P
  const x = mod(slope * slope - a.x - b.x)
  return { x, y: mod(slope * (a.x - x) - a.y) }
}

/** base, 2 base, ... HALF base, for one base in each window. */
const tablesOf = (bases: readonly Affine[]): Affine[][] => {
  const tables = bases.map((base) => {
    const { x, y } = base
    const slope = mod(3n * x * x * Fp.inv(2n * y))
    const doubleX = mod(slope * slope - 2n * x)
    return [base, { x: doubleX, y: mod(slope * (x - doubleX) - y) }]
  })
  // Doubles the tables in each step: k base + j base, of all j and all tables at once.
  for (let size = 2; size < HALF; size *= 2) {
    const differences: bigint[] = []
    for (const table of tables) {
      const last = table[size - 1] as Affine
      for (let j = 0; j < size - 1; j++) differences.push(mod((table[j] as Affine).x - last.x))
    }
    invertAll(differences)
    let next = 0
    for (const table of tables) {
      const last = table[size - 1] as Affine
      for (let j = 0; j < size - 1; j++) table.push(sumOf(last, table[j] as Affine, differences[next++] as bigint))
      const point = bn254.G1.Point.fromAffine(last).double().toAffine()
      table.push(point)
    }
  }
  return tables
}

const windowBases = (): Affine[] => {
  const bases: Affine[] = []
  let base = bn254.G1.Point.BASE
  for (let window = 0; window < WINDOWS; window++) {
    bases.push(base.toAffine())
    for (let bit = 0; bit < WINDOW_BITS; bit++) base = base.double()
  }
  return bases
}

/** Digits from -HALF + 1 to HALF, the lowest first. */
const signedDigits = (scalar: bigint): Int16Array => {
  const digits = new Int16Array(WINDOWS)
  let carry = 0
  for (let window = 0; window < WINDOWS; window++) {
    const digit = Number((scalar >> BigInt(window * WINDOW_BITS)) & BigInt(2 * HALF - 1)) + carry
    carry = digit > HALF ? 1 : 0
    digits[window] = digit - carry * 2 * HALF
  }
  return digits
}

/** G, tau G, tau^2 G, ..., each as x and y of 32 bytes, big endian. All of them grow together, by one table a step. */
export const powersOfTau = (tau: bigint, count: number): Uint8Array => {
  const tables = tablesOf(windowBases())
  const digits: Int16Array[] = []
  for (let i = 0, power = 1n; i < count; i++, power = Fr.mul(power, tau)) digits.push(signedDigits(power))
  const sums: (Affine | undefined)[] = new Array(count).fill(undefined)
  for (let window = 0; window < WINDOWS; window++) {
    const table = tables[window] as Affine[]
    const pending: { at: number; sum: Affine; addend: Affine }[] = []
    for (let at = 0; at < count; at++) {
      const digit = (digits[at] as Int16Array)[window] as number
      if (digit === 0) continue
      const point = table[Math.abs(digit) - 1] as Affine
      const addend = digit > 0 ? point : { x: point.x, y: P - point.y }
      const sum = sums[at]
      if (sum === undefined) sums[at] = addend
      else pending.push({ at, sum, addend })
    }
    // Never zero: what lower windows add up to is less than any multiple of this window's base.
    const differences = pending.map(({ sum, addend }) => mod(addend.x - sum.x))
    invertAll(differences)
    for (const [i, { at, sum, addend }] of pending.entries()) sums[at] = sumOf(sum, addend, differences[i] as bigint)
  }
  return Buffer.from(sums.map((sum) => hexOf((sum as Affine).x) + hexOf((sum as Affine).y)).join(''), 'hex')
}

const hexOf = (value: bigint): string => value.toString(16).padStart(64, '0')
