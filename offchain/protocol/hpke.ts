import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { x25519 } from '@noble/curves/ed25519.js'
import { expand, extract } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'

// RFC 9180, base mode, single shot: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.
const KEM_SUITE = concatBytes(utf8ToBytes('KEM'), Uint8Array.of(0x00, 0x20))
const HPKE_SUITE = concatBytes(utf8ToBytes('HPKE'), Uint8Array.of(0x00, 0x20, 0x00, 0x01, 0x00, 0x03))
const BASE_MODE = Uint8Array.of(0x00)
const EMPTY = new Uint8Array(0)

export const KEY_LENGTH = 32
export const TAG_LENGTH = 16
const NONCE_LENGTH = 12

/** A key of the wrong length, a key that gives no shared secret, or a ciphertext that does not open. Never says more. */
export class HpkeError extends Error {
  override readonly name = 'HpkeError'
}

const labeledExtract = (suite: Uint8Array, salt: Uint8Array, label: string, keyMaterial: Uint8Array) =>
  extract(sha256, concatBytes(utf8ToBytes('HPKE-v1'), suite, utf8ToBytes(label), keyMaterial), salt)

const labeledExpand = (suite: Uint8Array, key: Uint8Array, label: string, info: Uint8Array, length: number) =>
  expand(
    sha256,
    key,
    concatBytes(Uint8Array.of(length >> 8, length & 0xff), utf8ToBytes('HPKE-v1'), suite, utf8ToBytes(label), info),
    length,
  )

const requireKey = (key: Uint8Array) => {
  if (key.length !== KEY_LENGTH) throw new HpkeError('an X25519 key has 32 bytes')
}

/** X25519; throws when the result would be zero, as RFC 9180 section 7.1.4 demands. */
const diffieHellman = (secretKey: Uint8Array, publicKey: Uint8Array): Uint8Array => {
  requireKey(secretKey)
  requireKey(publicKey)
  try {
    return x25519.scalarMult(secretKey, publicKey)
  } catch {
    throw new HpkeError('the keys give no shared secret')
  }
}

/**
 * The X25519 public key of a secret key.
 *
 * By the Montgomery ladder: the library's fixed-base path first builds a table, which pays only after many keys and
 * costs far more than it saves in an interpreter that derives one key per run.
 */
export const publicKeyOf = (secretKey: Uint8Array): Uint8Array => diffieHellman(secretKey, x25519.GuBytes)

/** `KeySchedule<mode_base>` of section 5.1 over `ExtractAndExpand` of section 4.1. */
const keySchedule = (
  sharedPoint: Uint8Array,
  encapsulatedKey: Uint8Array,
  recipientPublicKey: Uint8Array,
  info: Uint8Array,
) => {
  const extracted = labeledExtract(KEM_SUITE, EMPTY, 'eae_prk', sharedPoint)
  const kemContext = concatBytes(encapsulatedKey, recipientPublicKey)
  const sharedSecret = labeledExpand(KEM_SUITE, extracted, 'shared_secret', kemContext, KEY_LENGTH)
  const context = concatBytes(
    BASE_MODE,
    labeledExtract(HPKE_SUITE, EMPTY, 'psk_id_hash', EMPTY),
    labeledExtract(HPKE_SUITE, EMPTY, 'info_hash', info),
  )
  const secret = labeledExtract(HPKE_SUITE, sharedSecret, 'secret', EMPTY)
  return {
    key: labeledExpand(HPKE_SUITE, secret, 'key', context, KEY_LENGTH),
    nonce: labeledExpand(HPKE_SUITE, secret, 'base_nonce', context, NONCE_LENGTH),
  }
}

/**
 * Encrypts one message to a public key (`SealBase`).
 *
 * The caller brings the ephemeral key because not every caller has secret randomness. Key and nonce follow from it:
 * **the same ephemeral key must never seal two different plaintexts** to one recipient under one `info`.
 */
export const seal = (message: {
  recipientPublicKey: Uint8Array
  ephemeralSecretKey: Uint8Array
  info: Uint8Array
  aad: Uint8Array
  plaintext: Uint8Array
}): { encapsulatedKey: Uint8Array; ciphertext: Uint8Array } => {
  const { recipientPublicKey, ephemeralSecretKey, info, aad, plaintext } = message
  const sharedPoint = diffieHellman(ephemeralSecretKey, recipientPublicKey)
  const encapsulatedKey = publicKeyOf(ephemeralSecretKey)
  const { key, nonce } = keySchedule(sharedPoint, encapsulatedKey, recipientPublicKey, info)
  return { encapsulatedKey, ciphertext: chacha20poly1305(key, nonce, aad).encrypt(plaintext) }
}

/** Decrypts what {@link seal} made (`OpenBase`); throws {@link HpkeError} when any byte of it or of `info` differs. */
export const open = (message: {
  recipientSecretKey: Uint8Array
  encapsulatedKey: Uint8Array
  info: Uint8Array
  aad: Uint8Array
  ciphertext: Uint8Array
}): Uint8Array => {
  const { recipientSecretKey, encapsulatedKey, info, aad, ciphertext } = message
  if (ciphertext.length < TAG_LENGTH) throw new HpkeError('a ciphertext has at least its 16-byte tag')
  const sharedPoint = diffieHellman(recipientSecretKey, encapsulatedKey)
  const { key, nonce } = keySchedule(sharedPoint, encapsulatedKey, publicKeyOf(recipientSecretKey), info)
  try {
    return chacha20poly1305(key, nonce, aad).decrypt(ciphertext)
  } catch {
    throw new HpkeError('the ciphertext does not open')
  }
}
