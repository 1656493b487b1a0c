import { concatBytes } from '@noble/hashes/utils.js'
import {
  decodePoint,
  encodePoint,
  GENERATOR,
  lagrangeCoefficient,
  multiplySecretly,
  POINT_LENGTH,
  type Point,
  sumOfProducts,
} from './curve.ts'
import { decodeHex } from './decodeHex.ts'
import { EQUALITY_PROOF_LENGTH, type EqualLogarithms, proveEquality, requireEquality } from './equalityProof.ts'
import { type InspectedSecret, openBody } from './sealedSecret.ts'
import { VaultError } from './vaultError.ts'
import type { VaultKey } from './vaultKey.ts'

/** One node's part in opening one ciphertext: useless for any other. */
export type DecryptionShare = {
  /** Of the node, from one. */
  index: number
  /** `point (33) | proof (64)`. */
  bytes: Uint8Array
}

export const DECRYPTION_SHARE_LENGTH = POINT_LENGTH + EQUALITY_PROOF_LENGTH

const publicShareOf = ({ members }: VaultKey, index: number): Point => {
  const member = members[index - 1]
  if (!member) throw new VaultError(`the vault has no node ${index}`)
  return decodePoint(decodeHex(member.publicShare))
}

type Claim = { key: VaultKey; index: number; secret: InspectedSecret }

/** That `point` is the ciphertext's ephemeral point times the same share that is behind the node's public share. */
const statementOf = ({ key, index, secret }: Claim, point: Point): EqualLogarithms => {
  if (secret.masterKey !== key.masterKey) throw new VaultError('the ciphertext was inspected for another vault')
  return {
    bases: [GENERATOR, secret.ephemeral],
    images: [publicShareOf(key, index), point],
    context: ['decryption share', decodeHex(key.masterKey), key.epoch, index, decodeHex(secret.id)],
  }
}

/** Makes a node's share for a ciphertext that was inspected before. */
export const makeDecryptionShare = (claim: Claim, share: bigint): DecryptionShare => {
  const point = multiplySecretly(claim.secret.ephemeral, share)
  const proof = proveEquality(statementOf(claim, point), share)
  return { index: claim.index, bytes: concatBytes(encodePoint(point), proof) }
}

/** The share's point, or a {@link VaultError} when it is not this node's share, of this epoch, for this ciphertext. */
export const requireDecryptionShare = (claim: Omit<Claim, 'index'>, { index, bytes }: DecryptionShare): Point => {
  if (bytes.length !== DECRYPTION_SHARE_LENGTH) {
    throw new VaultError(`a decryption share has ${DECRYPTION_SHARE_LENGTH} bytes, not ${bytes.length}`)
  }
  const point = decodePoint(bytes.subarray(0, POINT_LENGTH))
  requireEquality(statementOf({ ...claim, index }, point), bytes.subarray(POINT_LENGTH))
  return point
}

export type BadShare = { index: number; problem: string }

/** Fewer good shares than the threshold. */
export class TooFewSharesError extends VaultError {
  readonly bad: readonly BadShare[]

  constructor(good: number, threshold: number, bad: readonly BadShare[]) {
    super(`${good} good shares of ${threshold} that are needed`)
    this.bad = bad
  }
}

/**
 * Opens a ciphertext with the first `threshold` good shares, and names the bad ones before them. The key must have been
 * certified: public shares of somebody's own making prove nothing.
 *
 * @throws TooFewSharesError when there are not enough of different nodes; VaultError when the body does not open.
 */
export const combineShares = (
  { key, secret }: Omit<Claim, 'index'>,
  shares: readonly DecryptionShare[],
): { message: Uint8Array; used: number[]; bad: BadShare[] } => {
  const points = new Map<number, Point>()
  const bad: BadShare[] = []
  for (const share of shares) {
    if (points.size === key.threshold) break
    if (points.has(share.index)) continue
    try {
      points.set(share.index, requireDecryptionShare({ key, secret }, share))
    } catch (error) {
      if (!(error instanceof VaultError)) throw error
      bad.push({ index: share.index, problem: error.message })
    }
  }
  if (points.size < key.threshold) throw new TooFewSharesError(points.size, key.threshold, bad)
  const used = [...points.keys()]
  const factors = used.map((index) => lagrangeCoefficient(index, used))
  const sharedPoint = sumOfProducts([...points.values()], factors)
  return { message: openBody(secret, sharedPoint), used, bad }
}
