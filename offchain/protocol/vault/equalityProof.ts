import { concatBytes } from '@noble/hashes/utils.js'
import {
  addScalars,
  announcedBy,
  decodeScalar,
  encodePoint,
  encodeScalar,
  hashToScalar,
  hedgedScalar,
  multiplyScalars,
  multiplySecretly,
  type Point,
  SCALAR_LENGTH,
} from './curve.ts'
import type { Part } from './frame.ts'
import { VaultError } from './vaultError.ts'

/** Two pairs of points that, it is claimed, have one logarithm: `image = x * base`. */
export type EqualLogarithms = {
  bases: readonly [Point, Point]
  images: readonly [Point, Point]
  context: readonly Part[]
}

export const EQUALITY_PROOF_LENGTH = 2 * SCALAR_LENGTH

const partsOf = ({ bases, images, context }: EqualLogarithms): Part[] => [
  ...context,
  ...[...bases, ...images].map(encodePoint),
]

const challengeOf = (statement: EqualLogarithms, announced: readonly Point[]): bigint =>
  hashToScalar('equality', [...partsOf(statement), ...announced.map(encodePoint)])

/** Proves that both images have the logarithm `secret` (Chaum and Pedersen, 1992). 64 bytes: challenge, response. */
export const proveEquality = (statement: EqualLogarithms, secret: bigint): Uint8Array => {
  const nonce = hedgedScalar('equality', [encodeScalar(secret), ...partsOf(statement)])
  const challenge = challengeOf(
    statement,
    statement.bases.map((base) => multiplySecretly(base, nonce)),
  )
  return concatBytes(encodeScalar(challenge), encodeScalar(addScalars(nonce, multiplyScalars(challenge, secret))))
}

/** Throws a {@link VaultError} unless the proof is of exactly this statement in this context. */
export const requireEquality = (statement: EqualLogarithms, proof: Uint8Array): void => {
  const challenge = decodeScalar(proof.subarray(0, SCALAR_LENGTH))
  const response = decodeScalar(proof.subarray(SCALAR_LENGTH))
  const announced = ([0, 1] as const).map((i) =>
    announcedBy({ response, challenge }, statement.bases[i], statement.images[i]),
  )
  if (challengeOf(statement, announced) !== challenge) throw new VaultError('an equality proof does not hold')
}
