import { secp256k1 } from '@noble/curves/secp256k1.js'
import { type Address, bytesToHex, type Hex } from 'viem'
import { publicKeyToAddress } from 'viem/utils'
import { KEY_LENGTH, seal, TAG_LENGTH } from '../hpke.ts'
import { POINT_LENGTH } from './curve.ts'
import { decodeHex } from './decodeHex.ts'
import { DECRYPTION_SHARE_LENGTH, type DecryptionShare } from './decryptionShare.ts'
import { hashParts } from './frame.ts'
import { hashLabel, type SecretLabel } from './label.ts'
import { VaultError } from './vaultError.ts'
import { signDigest, verifySignature } from './vaultKey.ts'

/** An enclave asks one node for its share of one secret. */
export type ShareRequest = {
  /** Identity of the node that is asked: a request is of no use at another. */
  node: Hex
  epoch: number
  label: SecretLabel
  sealed: Hex
  /** Address of the enclave's signing key, as registered. */
  signer: Address
  /** X25519 key of the enclave, as registered: the answer is sealed to it. */
  encryptionKey: Hex
  /** Unix seconds, inclusive. */
  deadline: number
}

/** r, s and v by the enclave's signing key over {@link digestShareRequest}. */
export type SignedShareRequest = ShareRequest & { signature: Hex }

export type ShareAnswer = {
  index: number
  encapsulatedKey: Hex
  /** The share, sealed to the enclave. */
  ciphertext: Hex
  /** By the node's identity: it can be held to what it gave to whom. */
  signature: Hex
}

const ADDRESS_LENGTH = 20
const SIGNATURE_LENGTH = 65
/** Of a share that is sealed to an enclave. */
export const SHARE_BOX_LENGTH = DECRYPTION_SHARE_LENGTH + TAG_LENGTH

/** @throws VaultError when a part is malformed. */
export const digestShareRequest = (request: ShareRequest): Hex =>
  bytesToHex(
    hashParts('share request', [
      decodeHex(request.node, POINT_LENGTH),
      request.epoch,
      decodeHex(hashLabel(request.label)),
      decodeHex(request.sealed),
      decodeHex(request.signer.toLowerCase() as Hex, ADDRESS_LENGTH),
      decodeHex(request.encryptionKey, KEY_LENGTH),
      request.deadline,
    ]),
  )

const FIRST_V = 27

/** Who signed, by the one spelling that a signature has: s in the lower half, v 27 or 28. */
const recoverSigner = (digest: Hex, signature: Uint8Array): Address | undefined => {
  try {
    const compact = secp256k1.Signature.fromBytes(signature.subarray(0, -1))
    if (compact.hasHighS()) return undefined
    const point = compact.addRecoveryBit((signature.at(-1) ?? 0) - FIRST_V).recoverPublicKey(decodeHex(digest))
    return publicKeyToAddress(bytesToHex(point.toBytes(false)))
  } catch {
    return undefined
  }
}

/** Throws a {@link VaultError} unless the signer that the request names signed it. */
export const requireRequestSignature = async (request: SignedShareRequest): Promise<void> => {
  const signer = recoverSigner(digestShareRequest(request), decodeHex(request.signature, SIGNATURE_LENGTH))
  if (signer?.toLowerCase() !== request.signer.toLowerCase()) {
    throw new VaultError(`the request is not signed by ${request.signer}`)
  }
}

const answerDigest = (request: ShareRequest, { index, encapsulatedKey, ciphertext }: Omit<ShareAnswer, 'signature'>) =>
  hashParts('share answer', [
    decodeHex(digestShareRequest(request)),
    index,
    decodeHex(encapsulatedKey, KEY_LENGTH),
    decodeHex(ciphertext, SHARE_BOX_LENGTH),
  ])

/** Binds the box to the request, and so to node, epoch, ciphertext and enclave. */
const boxInfo = (request: ShareRequest): Uint8Array => hashParts('share box', [decodeHex(digestShareRequest(request))])
const NO_AAD = new Uint8Array(0)

/**
 * Seals a share to the enclave that asked for it. The ephemeral key must be fresh each time, for the same request too: a
 * share made twice has two proofs, and one key must not seal both.
 *
 * @throws HpkeError when the enclave's key gives no shared secret.
 */
export const answerShareRequest = (
  request: ShareRequest,
  {
    share,
    identityKey,
    ephemeralSecretKey,
  }: { share: DecryptionShare; identityKey: Uint8Array; ephemeralSecretKey: Uint8Array },
): ShareAnswer => {
  const { encapsulatedKey, ciphertext } = seal({
    recipientPublicKey: decodeHex(request.encryptionKey),
    ephemeralSecretKey,
    info: boxInfo(request),
    aad: NO_AAD,
    plaintext: share.bytes,
  })
  const answer = {
    index: share.index,
    encapsulatedKey: bytesToHex(encapsulatedKey),
    ciphertext: bytesToHex(ciphertext),
  }
  return { ...answer, signature: signDigest(answerDigest(request, answer), identityKey) }
}

/** What the enclave's decryption key takes; see `EnclaveKeys.open`. */
export type SealedAnswer = { encapsulatedKey: Uint8Array; info: Uint8Array; aad: Uint8Array; ciphertext: Uint8Array }

/**
 * Opens an answer, with the enclave's `open`. The share in it is still to be verified, and that its index is the one of the
 * node that was asked: a node may sign what it likes.
 *
 * @throws VaultError when the node did not sign it as the answer to this request; what `open` throws when it does not open.
 */
export const openShareAnswer = (
  request: ShareRequest,
  answer: ShareAnswer,
  open: (message: SealedAnswer) => Uint8Array,
): DecryptionShare => {
  const { index, encapsulatedKey, ciphertext, signature } = answer
  if (!verifySignature({ identity: request.node, digest: answerDigest(request, answer), signature })) {
    throw new VaultError(`the answer is not signed by node ${request.node}`)
  }
  const message = { info: boxInfo(request), aad: NO_AAD, ciphertext: decodeHex(ciphertext) }
  return { index, bytes: open({ ...message, encapsulatedKey: decodeHex(encapsulatedKey) }) }
}
