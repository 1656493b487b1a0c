import { secp256k1 } from '@noble/curves/secp256k1.js'
import { bytesToHex, type Hex } from 'viem'
import { decodePoint, encodePoint, lagrangeCoefficient, POINT_LENGTH, sumOfProducts } from './curve.ts'
import { decodeHex } from './decodeHex.ts'
import { hashParts } from './frame.ts'
import { VaultError } from './vaultError.ts'

/** A node of the vault, in public. Its index is its place in the list, from one. */
export type VaultMember = {
  /** Compressed point: the key with which it signs. */
  identity: Hex
  /** Compressed point: `share * G`. */
  publicShare: Hex
}

/** Everything public about a vault in one epoch. Points are compressed, in lower-case hex. */
export type VaultKey = {
  /** What secrets are sealed to; the same in every epoch. */
  masterKey: Hex
  /** From one; every refresh has a later one, and shares of different epochs do not combine. */
  epoch: number
  /** How many shares open a ciphertext. Fewer than so many nodes together learn nothing. */
  threshold: number
  members: readonly VaultMember[]
  /** 32 bytes: hash of the ceremony in which it was made. */
  transcript: Hex
}

/** With the signatures of those members who hold exactly this; `null` for the others. By place. */
export type CertifiedVaultKey = VaultKey & { signatures: readonly (Hex | null)[] }

/** A vault has at most so many nodes: all dealings of a ceremony go to each of them. */
export const MOST_MEMBERS = 32

/**
 * Of `members`, so many have to sign. While fewer than `threshold` nodes are bad, this gives two things:
 * - any two such sets share an honest node, so two different keys can never both be certified;
 * - of any such set `threshold` are honest, so the secrets stay readable although the former shares are erased then, and
 *   although the others signed for shares that they never give.
 *
 * It is 3 of 4 for threshold 2, and all of them when `members` is `2 * threshold - 1`: a seat that is down is given to another
 * node before its key is dealt.
 */
export const certificateQuorum = (members: number, threshold: number): number =>
  Math.max(Math.floor((members + threshold - 1) / 2) + 1, 2 * threshold - 1)

/** Fewer than `threshold` nodes may be bad and as many have to be left: `2-of-3`, `2-of-4`, `3-of-5`, `4-of-7`. */
export const requireVaultSize = (members: number, threshold: number): void => {
  const isSound =
    Number.isSafeInteger(threshold) && threshold >= 2 && members >= 2 * threshold - 1 && members <= MOST_MEMBERS
  if (!isSound) {
    throw new VaultError(
      `a vault of ${members} nodes cannot have threshold ${threshold}: 2 to (nodes + 1) / 2, with at most ${MOST_MEMBERS} nodes`,
    )
  }
}

/** Bytes of a transcript, as of every hash and id in a ceremony. */
export const HASH_LENGTH = 32

/** What a member signs when it holds its share of this key, safely on disk. */
export const digestVaultKey = ({ masterKey, epoch, threshold, members, transcript }: VaultKey): Uint8Array =>
  hashParts('vault key', [
    decodeHex(masterKey, POINT_LENGTH),
    epoch,
    threshold,
    members.length,
    ...members.flatMap(({ identity, publicShare }) => [
      decodeHex(identity, POINT_LENGTH),
      decodeHex(publicShare, POINT_LENGTH),
    ]),
    decodeHex(transcript, HASH_LENGTH),
  ])

/** Whether two keys agree in everything that is signed. */
export const isSameKey = (one: VaultKey, other: VaultKey): boolean =>
  bytesToHex(digestVaultKey(one)) === bytesToHex(digestVaultKey(other))

/** Throws a {@link VaultError} unless the public shares are those of one polynomial that has the master key at zero. */
export const requireVaultKey = ({ masterKey, epoch, threshold, members }: VaultKey): void => {
  requireVaultSize(members.length, threshold)
  if (!Number.isSafeInteger(epoch) || epoch < 1) throw new VaultError(`epoch ${epoch} is not a whole number from one`)
  for (const { identity } of members) decodePoint(decodeHex(identity, POINT_LENGTH))
  if (new Set(members.map(({ identity }) => identity)).size !== members.length) {
    throw new VaultError('two members of the vault have one identity')
  }
  const shares = members.map(({ publicShare }) => decodePoint(decodeHex(publicShare, POINT_LENGTH)))
  const basis = members.slice(0, threshold).map((_member, place) => place + 1)
  const valueAt = (at: number): Hex =>
    bytesToHex(
      encodePoint(
        sumOfProducts(
          shares.slice(0, threshold),
          basis.map((index) => lagrangeCoefficient(index, basis, at)),
        ),
      ),
    )
  if (valueAt(0) !== masterKey) throw new VaultError('the public shares do not give the master key')
  for (let place = threshold; place < members.length; place++) {
    if (valueAt(place + 1) !== members[place]?.publicShare) {
      throw new VaultError(`public share ${place + 1} is not on the polynomial of the others`)
    }
  }
}

/** Throws a {@link VaultError} unless enough of its own members say that they hold this key. */
export const requireCertified = (key: CertifiedVaultKey): void => {
  requireVaultKey(key)
  const digest = digestVaultKey(key)
  const isSigned = ({ identity }: VaultMember, place: number): boolean => {
    const signature = key.signatures[place]
    return signature != null && verifySignature({ identity, digest, signature })
  }
  const signed = key.members.filter(isSigned).length
  const quorum = certificateQuorum(key.members.length, key.threshold)
  if (signed < quorum) throw new VaultError(`the vault key has ${signed} of ${quorum} signatures`)
}

const SIGNATURE_LENGTH = 64

/** 64 bytes: r and s, s in the lower half. */
export const signDigest = (digest: Uint8Array, identityKey: Uint8Array): Hex =>
  bytesToHex(secp256k1.sign(digest, identityKey, { prehash: false, lowS: true }))

/** Never throws: what cannot be read is not a signature. */
export const verifySignature = ({
  identity,
  digest,
  signature,
}: {
  identity: Hex
  digest: Uint8Array
  signature: Hex
}): boolean => {
  try {
    return secp256k1.verify(decodeHex(signature, SIGNATURE_LENGTH), digest, decodeHex(identity, POINT_LENGTH), {
      prehash: false,
      lowS: true,
    })
  } catch {
    return false
  }
}
