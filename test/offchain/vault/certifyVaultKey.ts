import { secp256k1 } from '@noble/curves/secp256k1.js'
import { bytesToHex, type Hex } from 'viem'
import {
  encodePoint,
  evaluatePolynomial,
  GENERATOR,
  multiplySecretly,
  randomScalar,
} from '../../../offchain/protocol/vault/curve.ts'
import { type CertifiedVaultKey, digestVaultKey, signDigest } from '../../../offchain/protocol/vault/vaultKey.ts'

const publicOf = (scalar: bigint): Hex => bytesToHex(encodePoint(multiplySecretly(GENERATOR, scalar)))

/** The identity of a node with this key. */
export const identityOf = (identityKey: Uint8Array): Hex => bytesToHex(secp256k1.getPublicKey(identityKey, true))

/** Distinct identity keys that tests may know. */
export const identityKeys = (count: number, first = 1): Uint8Array[] =>
  Array.from({ length: count }, (_, place) => new Uint8Array(32).fill(first + place))

/** A key as a ceremony of these nodes would make it, dealt by one who knows everything. All sign unless `signers` are named. */
export const certifyVaultKey = ({
  keys,
  threshold = 2,
  epoch = 1,
  secret = randomScalar(),
  signers = keys,
}: {
  keys: readonly Uint8Array[]
  threshold?: number
  epoch?: number
  secret?: bigint
  signers?: readonly Uint8Array[]
}): CertifiedVaultKey => {
  const coefficients = [secret, ...Array.from({ length: threshold - 1 }, randomScalar)]
  const key = {
    masterKey: publicOf(secret),
    epoch,
    threshold,
    members: keys.map((identityKey, place) => ({
      identity: identityOf(identityKey),
      publicShare: publicOf(evaluatePolynomial(coefficients, place + 1)),
    })),
    transcript: bytesToHex(new Uint8Array(32).fill(epoch)),
  }
  const digest = digestVaultKey(key)
  return { ...key, signatures: keys.map((one) => (signers.includes(one) ? signDigest(digest, one) : null)) }
}
