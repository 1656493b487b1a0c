import { randomBytes } from 'node:crypto'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { bytesToHex, type Hex, hexToBytes } from 'viem'
import { KitError } from '../../../offchain/errors.ts'
import { encodePoint, evaluatePolynomial, GENERATOR, randomScalar } from '../../../offchain/protocol/vault/curve.ts'
import { type DecryptionShare, makeDecryptionShare } from '../../../offchain/protocol/vault/decryptionShare.ts'
import { inspectSecret } from '../../../offchain/protocol/vault/sealedSecret.ts'
import {
  answerShareRequest,
  requireRequestSignature,
  type ShareAnswer,
  type ShareRequest,
  type SignedShareRequest,
} from '../../../offchain/protocol/vault/shareRequest.ts'
import {
  type CertifiedVaultKey,
  digestVaultKey,
  signDigest,
  type VaultKey,
} from '../../../offchain/protocol/vault/vaultKey.ts'
import { nameNode } from '../../../offchain/vault/client/nameNode.ts'
import { NodeRefusedError, type VaultNodeClient } from '../../../offchain/vault/client/vaultNodeClient.ts'

/** A key and all of its shares, as no honest party ever has them together. */
export type Epoch = { key: CertifiedVaultKey; shares: readonly bigint[] }

/** A node whose every answer a test may change. It releases to everyone: policy is tested elsewhere. */
export type FakeNode = VaultNodeClient & {
  identityKey: Uint8Array
  /** What it serves. */
  epoch: Epoch
  index: number
  /** Every request that it got. */
  asked: SignedShareRequest[]
  /** Replaces the share that it would give. */
  shareFor: (request: ShareRequest) => DecryptionShare
  /** Replaces its whole answer. */
  answer: (request: SignedShareRequest, signal: AbortSignal) => Promise<ShareAnswer>
  /** Replaces what it says is its key. */
  served: () => CertifiedVaultKey | undefined
  /** Replaces what it does with a key that somebody brings. */
  take: (key: CertifiedVaultKey) => Promise<void>
}

export type FakeVault = {
  nodes: FakeNode[]
  secret: bigint
  /** A new epoch of the same key, or of another one; nodes go on serving what they have. */
  deal(epoch: number, secret?: bigint): Epoch
  /** A key of the vault that only these hold and certify. */
  dealAmong(holders: readonly FakeNode[], size: { threshold: number; epoch: number }): Epoch
}

export const refuse = ({ node }: VaultNodeClient, code: string, retryable: boolean): NodeRefusedError =>
  new NodeRefusedError(nameNode(node), { code, message: `${code} it says`, retryable })

const dealEpoch = (
  { identityKeys, threshold, secret }: { identityKeys: readonly Uint8Array[]; threshold: number; secret: bigint },
  epoch: number,
): Epoch => {
  const coefficients = [secret, ...Array.from({ length: threshold - 1 }, randomScalar)]
  const shares = identityKeys.map((_key, place) => evaluatePolynomial(coefficients, place + 1))
  const pointOf = (scalar: bigint): Hex => bytesToHex(encodePoint(GENERATOR.multiply(scalar)))
  const key: VaultKey = {
    masterKey: pointOf(secret),
    epoch,
    threshold,
    members: identityKeys.map((identityKey, place) => ({
      identity: bytesToHex(secp256k1.getPublicKey(identityKey)),
      publicShare: pointOf(shares[place] as bigint),
    })),
    transcript: bytesToHex(randomBytes(32)),
  }
  const signatures = identityKeys.map((identityKey) => signDigest(digestVaultKey(key), identityKey))
  return { key: { ...key, signatures }, shares }
}

const createNode = (identityKey: Uint8Array, index: number, epoch: Epoch): FakeNode => {
  const identity = bytesToHex(secp256k1.getPublicKey(identityKey))
  const node: FakeNode = {
    node: { url: `http://127.0.0.1:${7000 + index}`, identity },
    identityKey,
    epoch,
    index,
    asked: [],
    shareFor({ label, sealed }) {
      const { key, shares } = node.epoch
      const secret = inspectSecret({ masterKey: key.masterKey, label, sealed: hexToBytes(sealed) })
      return makeDecryptionShare({ key, index, secret }, shares[index - 1] as bigint)
    },
    async answer(request) {
      await requireRequestSignature(request)
      if (request.node !== identity) throw refuse(node, 'notForUs', false)
      if (request.epoch !== node.epoch.key.epoch) throw refuse(node, 'epochNotHeld', true)
      const ephemeralSecretKey = new Uint8Array(randomBytes(32))
      return answerShareRequest(request, { share: node.shareFor(request), identityKey, ephemeralSecretKey })
    },
    served: () => node.epoch.key,
    async share(request, signal) {
      node.asked.push(request)
      return await node.answer(request, signal)
    },
    key: async () => node.served(),
    take: async () => Promise.reject(refuse(node, 'keyNotPending', false)),
    activate: async (key) => await node.take(key),
    status: async () => ({ identity, epoch: node.epoch.key.epoch, pending: [] }),
    operate: async () => Promise.reject(new KitError(`vault node ${identity} takes part in no ceremony`)),
  }
  return node
}

/** A vault in this process, made of the pure protocol and a dealer that knows everything. */
export const createFakeVault = ({ nodes, threshold }: { nodes: number; threshold: number }): FakeVault => {
  const identityKeys = Array.from({ length: nodes }, () => secp256k1.utils.randomSecretKey())
  const secret = randomScalar()
  const deal = (epoch: number, other = secret) => dealEpoch({ identityKeys, threshold, secret: other }, epoch)
  const dealAmong: FakeVault['dealAmong'] = (holders, { threshold: least, epoch }) =>
    dealEpoch({ identityKeys: holders.map(({ identityKey }) => identityKey), threshold: least, secret }, epoch)
  const first = deal(1)
  return { nodes: identityKeys.map((key, place) => createNode(key, place + 1, first)), secret, deal, dealAmong }
}
