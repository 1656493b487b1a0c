import { secp256k1 } from '@noble/curves/secp256k1.js'
import { bytesToHex, type Hex } from 'viem'
import { KitError } from '../../errors.ts'
import {
  type Ceremony,
  requireCeremony,
  requireCommitments,
  signCommitment,
  signSeat,
} from '../../protocol/vault/ceremony.ts'
import { concludeCeremony, qualifyDealings, sumPieces } from '../../protocol/vault/concludeCeremony.ts'
import { encodePoint, GENERATOR, multiplySecretly, randomScalar } from '../../protocol/vault/curve.ts'
import { deal, hashDealing, receivePiece, revealDealing } from '../../protocol/vault/dealing.ts'
import { type CertifiedVaultKey, digestVaultKey, requireCertified, signDigest } from '../../protocol/vault/vaultKey.ts'

/** A vault with everything that its nodes keep to themselves. By place. */
export type MadeVault = { key: CertifiedVaultKey; shares: readonly bigint[]; identityKeys: readonly Uint8Array[] }

/** All of a key generation that is computation, of all nodes, one after the other in this process. */
export const makeVaultKey = ({ threshold, nodes }: { threshold: number; nodes: number }): MadeVault => {
  const id = bytesToHex(secp256k1.utils.randomSecretKey())
  const holders = Array.from({ length: nodes }, () => {
    const { secretKey: identityKey, publicKey } = secp256k1.keygen()
    const receivingSecret = randomScalar()
    const receivingKey = bytesToHex(encodePoint(multiplySecretly(GENERATOR, receivingSecret)))
    const identity: Hex = bytesToHex(publicKey)
    return { identityKey, receivingSecret, seat: signSeat({ id }, { identity, identityKey, receivingKey }) }
  })
  const ceremony: Ceremony = { id, epoch: 1, threshold, seats: holders.map(({ seat }) => seat) }
  const dealt = holders.map(({ identityKey }, place) => {
    const dealing = deal(ceremony, { dealer: place + 1, secret: randomScalar() })
    const commitment = signCommitment(ceremony, { dealer: place + 1, dealingHash: hashDealing(dealing), identityKey })
    return { dealing, commitment, identityKey }
  })
  const commitments = dealt.map(({ commitment }) => commitment)
  const dealings = dealt.map(({ dealing, identityKey }) =>
    revealDealing(ceremony, { dealing, commitments, identityKey }),
  )
  const concluded = holders.map(({ identityKey, receivingSecret }, place) => {
    requireCeremony(ceremony)
    requireCommitments(ceremony, commitments)
    const pieces = dealings.map((dealing): [number, bigint] => {
      const received = receivePiece(ceremony, dealing, { seat: place + 1, receivingSecret })
      if ('complaint' in received) throw new KitError(`dealer ${dealing.dealer} of the bench dealt badly`)
      return [dealing.dealer, received.piece]
    })
    const qualified = qualifyDealings(ceremony, { commitments, dealings, complaints: [] })
    const key = concludeCeremony(ceremony, qualified)
    const share = sumPieces(ceremony, qualified, new Map(pieces))
    return { key, share, signature: signDigest(digestVaultKey(key), identityKey) }
  })
  const [first] = concluded
  if (!first) throw new KitError('a vault has at least one node')
  const key = { ...first.key, signatures: concluded.map(({ signature }) => signature) }
  requireCertified(key)
  return {
    key,
    shares: concluded.map(({ share }) => share),
    identityKeys: holders.map(({ identityKey }) => identityKey),
  }
}
