import { mulAddUnsafe } from '@noble/curves/abstract/curve.js'
import { secp256k1, secp256k1_hasher } from '@noble/curves/secp256k1.js'
import { randomBytes } from '@noble/hashes/utils.js'
import { frame, type Part } from './frame.ts'
import { VaultError } from './vaultError.ts'

/**
 * The group of the vault: secp256k1, one curve for chain, identities and shares. Scalars are bigints below the order.
 * Big integers of JavaScript are not constant in time: a node must not share its machine with somebody who can measure it.
 */
export type Point = InstanceType<typeof secp256k1.Point>

const { Point: Points } = secp256k1
const { Fn: scalars } = Points

export const POINT_LENGTH = 33
export const SCALAR_LENGTH = 32
export const GENERATOR: Point = Points.BASE

const SCALAR_DST = 'self-healing-reserve/vault/scalar/v1'
const POINT_DST = 'self-healing-reserve/vault/point/v1'

/** A scalar that nobody else knows; never zero. */
export const randomScalar = (): bigint => scalars.fromBytes(secp256k1.utils.randomSecretKey())

/**
 * A scalar that nobody else knows, even where random bytes repeat, as after a machine was resumed twice from one snapshot:
 * it then still differs with `parts`, which name the secret and all that it is used for.
 */
export const hedgedScalar = (purpose: string, parts: readonly Part[]): bigint =>
  hashToScalar(`hedged ${purpose}`, [randomBytes(SCALAR_LENGTH), ...parts])

export const encodeScalar = (scalar: bigint): Uint8Array => scalars.toBytes(scalar)

/** 32 bytes, big-endian, below the order; anything else is a {@link VaultError}. */
export const decodeScalar = (bytes: Uint8Array): bigint => {
  try {
    return scalars.fromBytes(bytes)
  } catch (cause) {
    throw new VaultError('a scalar is not 32 bytes below the order of the curve', { cause })
  }
}

/** Compressed. The identity has no encoding: whoever chose numbers that lead to it gets a {@link VaultError}. */
export const encodePoint = (point: Point): Uint8Array => {
  if (point.is0()) throw new VaultError('a point is the identity')
  return point.toBytes(true)
}

/** 33 bytes, compressed, on the curve and not the identity; anything else is a {@link VaultError}. */
export const decodePoint = (bytes: Uint8Array): Point => {
  if (bytes.length !== POINT_LENGTH) throw new VaultError(`a point has ${POINT_LENGTH} bytes, not ${bytes.length}`)
  try {
    return Points.fromBytes(bytes)
  } catch (cause) {
    throw new VaultError('a point is not on the curve', { cause })
  }
}

export const addScalars = (one: bigint, other: bigint): bigint => scalars.add(one, other)
export const multiplyScalars = (one: bigint, other: bigint): bigint => scalars.mul(one, other)

/** For a scalar that is secret: the library's ladder. */
export const multiplySecretly = (point: Point, scalar: bigint): Point => point.multiply(scalar)

/** The sum of all `scalar * point`, for public numbers only: its time depends on them. */
export const sumOfProducts = (points: readonly Point[], factors: readonly bigint[]): Point =>
  mulAddUnsafe(Points, [...points], [...factors])

/** `response * base - challenge * image`: what whoever made a proof must have announced. For public numbers only. */
export const announcedBy = (
  { response, challenge }: { response: bigint; challenge: bigint },
  base: Point,
  image: Point,
): Point => base.mulAddUnsafe(response, image, scalars.neg(challenge))

/** A challenge, uniform below the order (RFC 9380, `hash_to_field`). */
export const hashToScalar = (purpose: string, parts: readonly Part[]): bigint =>
  secp256k1_hasher.hashToScalar(frame([purpose, ...parts]), { DST: SCALAR_DST })

/** A point of which nobody knows the logarithm (RFC 9380, `hash_to_curve`). */
export const hashToPoint = (purpose: string, parts: readonly Part[]): Point =>
  secp256k1_hasher.hashToCurve(frame([purpose, ...parts]), { DST: POINT_DST })

/**
 * What a member's value is multiplied with to get, from all of `indices`, the polynomial's value at `at` (Lagrange).
 * Indices count from one and are distinct; zero is where the secret is.
 */
export const lagrangeCoefficient = (index: number, indices: readonly number[], at = 0): bigint => {
  let numerator = 1n
  let denominator = 1n
  for (const other of indices) {
    if (other === index) continue
    numerator = scalars.mul(numerator, scalars.create(BigInt(at - other)))
    denominator = scalars.mul(denominator, scalars.create(BigInt(index - other)))
  }
  return scalars.mul(numerator, scalars.inv(denominator))
}

/** The value of a polynomial, its lowest coefficient first. */
export const evaluatePolynomial = (coefficients: readonly bigint[], at: number): bigint =>
  coefficients.reduceRight((value, coefficient) => scalars.add(scalars.mul(value, BigInt(at)), coefficient), 0n)

/** The same of a committed polynomial, in the group. */
export const evaluateCommitments = (commitments: readonly Point[], at: number): Point =>
  commitments.reduceRight((value, commitment) => value.multiplyUnsafe(BigInt(at)).add(commitment), Points.ZERO)
