import { secp256k1 } from '@noble/curves/secp256k1.js'
import { bytesToHex } from 'viem'
import { encodePoint, evaluatePolynomial, GENERATOR, randomScalar } from '../../../offchain/protocol/vault/curve.ts'
import type { VaultKey } from '../../../offchain/protocol/vault/vaultKey.ts'

/** A vault whose key one dealer made and knows, for tests of what is done with a key. */
export type DealtVault = {
  key: VaultKey
  /** Behind the master key. */
  secret: bigint
  /** Of the members, by place. */
  shares: readonly bigint[]
  identityKeys: readonly Uint8Array[]
}

export const dealtVault = ({ threshold, nodes }: { threshold: number; nodes: number }): DealtVault => {
  const coefficients = Array.from({ length: threshold }, randomScalar)
  const shares = Array.from({ length: nodes }, (_, place) => evaluatePolynomial(coefficients, place + 1))
  const identityKeys = shares.map(() => secp256k1.utils.randomSecretKey())
  const pointOf = (scalar: bigint) => bytesToHex(encodePoint(GENERATOR.multiply(scalar)))
  const [secret] = coefficients as [bigint]
  return {
    key: {
      masterKey: pointOf(secret),
      epoch: 1,
      threshold,
      members: shares.map((share, place) => ({
        identity: bytesToHex(secp256k1.getPublicKey(identityKeys[place] as Uint8Array)),
        publicShare: pointOf(share),
      })),
      transcript: bytesToHex(new Uint8Array(32).fill(0x7a)),
    },
    secret,
    shares,
    identityKeys,
  }
}
