import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { type Hex, hexToBytes, keccak256 } from 'viem'
import {
  addScalars,
  announcedBy,
  decodePoint,
  decodeScalar,
  encodePoint,
  encodeScalar,
  GENERATOR,
  hashToPoint,
  hashToScalar,
  hedgedScalar,
  multiplyScalars,
  multiplySecretly,
  POINT_LENGTH,
  type Point,
  SCALAR_LENGTH,
} from './curve.ts'
import { decodeHex } from './decodeHex.ts'
import { hashParts } from './frame.ts'
import { hashLabel, type SecretLabel } from './label.ts'
import { pad, requirePaddedLength, unpad } from './padding.ts'
import { VaultError } from './vaultError.ts'

/** Version 1: secp256k1, HKDF-SHA256, ChaCha20-Poly1305. */
export const SEALED_VERSION = 1
const TAG_LENGTH = 16
const BODY_OFFSET = 1 + 2 * POINT_LENGTH + 2 * SCALAR_LENGTH

/** Bytes that sealing adds to a padded message. */
export const SEALED_OVERHEAD = BODY_OFFSET + TAG_LENGTH

/** A ciphertext that was proven to be well made under one key and label. */
export type InspectedSecret = {
  /** keccak256 of the ciphertext: its id, here and on chain. */
  id: Hex
  masterKey: Hex
  label: SecretLabel
  /** What decryption shares are made of. */
  ephemeral: Point
  body: Uint8Array
}

/** What everything under one master key has in common. */
type Common = {
  masterKey: Hex
  master: Point
  /** Second generator, per key: nobody chose it, so nobody knows its logarithm. */
  second: Point
}

/** The library makes tables of a point's multiples when it first multiplies by a secret; sealing is three times as fast. */
const WINDOW_BITS = 4

/** Deriving the second generator costs as much as a proof, and a process speaks to one vault. */
let lastCommon: Common | undefined
const commonOf = (masterKey: Hex): Common => {
  if (lastCommon?.masterKey !== masterKey) {
    const master = decodePoint(decodeHex(masterKey)).precompute(WINDOW_BITS)
    const second = hashToPoint('second generator', [encodePoint(master)]).precompute(WINDOW_BITS)
    lastCommon = { masterKey, master, second }
  }
  return lastCommon
}

type Challenged = { common: Common; labelHash: Uint8Array; points: readonly Point[]; body: Uint8Array }

const challengeOf = ({ common, labelHash, points, body }: Challenged): bigint =>
  hashToScalar('seal', [encodePoint(common.master), labelHash, ...points.map(encodePoint), body])

type BodyKey = { common: Common; labelHash: Uint8Array; ephemeral: Point; sharedPoint: Point }

/** A key that is used once, for this ciphertext; so its nonce is constant. */
const bodyCipher = ({ common, labelHash, ephemeral, sharedPoint }: BodyKey) => {
  const info = hashParts('body', [encodePoint(common.master), encodePoint(ephemeral), labelHash])
  return chacha20poly1305(hkdf(sha256, encodePoint(sharedPoint), undefined, info, 32), new Uint8Array(12), labelHash)
}

/**
 * Seals a message to the vault: TDH2 (Shoup and Gennaro, Journal of Cryptology 2002) with the message under an AEAD.
 * Needs nothing but the key, so it runs in a browser too.
 *
 * `version (1) | U (33) | V (33) | e (32) | f (32) | padded message, encrypted | tag (16)`, where `U = rG`, `V = rH`, and
 * `(e, f)` proves that whoever made it knew `r`, over label, body and master key. Whoever copies it cannot label it anew.
 * Lengths are fixed and numbers canonical: the same ciphertext cannot be written in two ways.
 *
 * @throws VaultError when the master key is no point or the message is longer than 16,380 bytes.
 */
export const sealSecret = ({
  masterKey,
  label,
  message,
}: {
  /** Compressed point, 33 bytes. */
  masterKey: Hex
  label: SecretLabel
  message: Uint8Array
}): Uint8Array => {
  const common = commonOf(masterKey)
  const labelHash = hexToBytes(hashLabel(label))
  const padded = pad(message)
  const exponent = hedgedScalar('exponent', [encodePoint(common.master), labelHash, padded])
  const ephemeral = multiplySecretly(GENERATOR, exponent)
  const twin = multiplySecretly(common.second, exponent)
  const sharedPoint = multiplySecretly(common.master, exponent)
  const body = bodyCipher({ common, labelHash, ephemeral, sharedPoint }).encrypt(padded)
  const nonce = hedgedScalar('seal', [encodeScalar(exponent), encodePoint(common.master), labelHash, body])
  const announced = [multiplySecretly(GENERATOR, nonce), multiplySecretly(common.second, nonce)]
  const challenge = challengeOf({ common, labelHash, points: [ephemeral, twin, ...announced], body })
  const response = addScalars(nonce, multiplyScalars(exponent, challenge))
  return concatBytes(
    Uint8Array.of(SEALED_VERSION),
    encodePoint(ephemeral),
    encodePoint(twin),
    encodeScalar(challenge),
    encodeScalar(response),
    body,
  )
}

/**
 * What anyone can check, and a node must before it touches its share: made by {@link sealSecret} under this key and label.
 *
 * @throws VaultError for anything else.
 */
export const inspectSecret = ({
  masterKey,
  label,
  sealed,
}: {
  masterKey: Hex
  label: SecretLabel
  sealed: Uint8Array
}): InspectedSecret => {
  if (sealed[0] !== SEALED_VERSION) throw new VaultError(`ciphertext version ${sealed[0]} is not ${SEALED_VERSION}`)
  requirePaddedLength(sealed.length - SEALED_OVERHEAD)
  const twinOffset = 1 + POINT_LENGTH
  const challengeOffset = twinOffset + POINT_LENGTH
  const responseOffset = challengeOffset + SCALAR_LENGTH
  const ephemeral = decodePoint(sealed.subarray(1, twinOffset))
  const twin = decodePoint(sealed.subarray(twinOffset, challengeOffset))
  const challenge = decodeScalar(sealed.subarray(challengeOffset, responseOffset))
  const response = decodeScalar(sealed.subarray(responseOffset, BODY_OFFSET))
  const body = sealed.slice(BODY_OFFSET)
  const common = commonOf(masterKey)
  const announced = [
    announcedBy({ response, challenge }, GENERATOR, ephemeral),
    announcedBy({ response, challenge }, common.second, twin),
  ]
  const labelHash = hexToBytes(hashLabel(label))
  if (challengeOf({ common, labelHash, points: [ephemeral, twin, ...announced], body }) !== challenge) {
    throw new VaultError('the ciphertext was not sealed to this key under this label')
  }
  return { id: keccak256(sealed), masterKey, label, ephemeral, body }
}

/** Decrypts the body with the point that the shares combine to. */
export const openBody = (secret: InspectedSecret, sharedPoint: Point): Uint8Array => {
  const { masterKey, label, ephemeral } = secret
  const labelHash = hexToBytes(hashLabel(label))
  const cipher = bodyCipher({ common: commonOf(masterKey), labelHash, ephemeral, sharedPoint })
  let padded: Uint8Array
  try {
    padded = cipher.decrypt(secret.body)
  } catch (cause) {
    // The proof shows who made it, not that its body opens: the sealer may have encrypted it under a key of its own.
    throw new VaultError('the body does not open: whoever sealed it did not follow the protocol', { cause })
  }
  return unpad(padded)
}
