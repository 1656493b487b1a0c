import { concatBytes } from '@noble/hashes/utils.js'
import {
  addScalars,
  announcedBy,
  decodeScalar,
  encodePoint,
  encodeScalar,
  GENERATOR,
  hashToScalar,
  hedgedScalar,
  multiplyScalars,
  multiplySecretly,
  type Point,
  SCALAR_LENGTH,
} from './curve.ts'
import type { Part } from './frame.ts'
import { VaultError } from './vaultError.ts'

export type KnownLogarithm = { image: Point; context: readonly Part[] }

export const KNOWLEDGE_PROOF_LENGTH = 2 * SCALAR_LENGTH

const partsOf = ({ image, context }: KnownLogarithm): Part[] => [...context, encodePoint(image)]

const challengeOf = (statement: KnownLogarithm, announced: Point): bigint =>
  hashToScalar('knowledge', [...partsOf(statement), encodePoint(announced)])

/** Proves that the prover knows `secret`, the logarithm of the image (Schnorr, 1991). 64 bytes: challenge, response. */
export const proveKnowledge = (statement: KnownLogarithm, secret: bigint): Uint8Array => {
  const nonce = hedgedScalar('knowledge', [encodeScalar(secret), ...partsOf(statement)])
  const challenge = challengeOf(statement, multiplySecretly(GENERATOR, nonce))
  return concatBytes(encodeScalar(challenge), encodeScalar(addScalars(nonce, multiplyScalars(challenge, secret))))
}

/** Throws a {@link VaultError} unless the proof is of exactly this statement in this context. */
export const requireKnowledge = (statement: KnownLogarithm, proof: Uint8Array): void => {
  const challenge = decodeScalar(proof.subarray(0, SCALAR_LENGTH))
  const response = decodeScalar(proof.subarray(SCALAR_LENGTH))
  const announced = announcedBy({ response, challenge }, GENERATOR, statement.image)
  if (challengeOf(statement, announced) !== challenge) throw new VaultError('a knowledge proof does not hold')
}
