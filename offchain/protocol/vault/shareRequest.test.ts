import { x25519 } from '@noble/curves/ed25519.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { bytesToHex, checksumAddress, concat, type Hex, hexToBytes, numberToHex, size, slice } from 'viem'
import { generatePrivateKey, privateKeyToAddress, sign } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import { dealtVault } from '../../../test/offchain/vault/dealtVault.ts'
import { HpkeError, open, publicKeyOf } from '../hpke.ts'
import { seededRandom } from '../seededRandom.ts'
import { type DecryptionShare, makeDecryptionShare, requireDecryptionShare } from './decryptionShare.ts'
import { hashParts } from './frame.ts'
import type { SecretLabel } from './label.ts'
import { inspectSecret, sealSecret } from './sealedSecret.ts'
import {
  answerShareRequest,
  digestShareRequest,
  openShareAnswer,
  requireRequestSignature,
  type SealedAnswer,
  type ShareAnswer,
  type ShareRequest,
  type SignedShareRequest,
} from './shareRequest.ts'
import { VaultError } from './vaultError.ts'
import { signDigest } from './vaultKey.ts'

const random = seededRandom(19)
const vault = dealtVault({ threshold: 2, nodes: 3 })
const { key } = vault
const [node, otherNode] = key.members.map(({ identity }) => identity) as [Hex, Hex]
const [identityKey, otherIdentityKey] = vault.identityKeys as [Uint8Array, Uint8Array]
const enclave = { signingKey: generatePrivateKey(), decryptionKey: random.bytes(32) }
const label: SecretLabel = {
  chainId: 31337,
  contract: '0x1111111111111111111111111111111111111111',
  subject: `0x${'22'.repeat(32)}`,
  kind: 1,
  sender: '0x3333333333333333333333333333333333333333',
}
const sealed = bytesToHex(sealSecret({ masterKey: key.masterKey, label, message: random.bytes(32) }))
const secret = inspectSecret({ masterKey: key.masterKey, label, sealed: hexToBytes(sealed) })
const share = makeDecryptionShare({ key, index: 1, secret }, vault.shares[0] as bigint)
const REQUEST: ShareRequest = {
  node,
  epoch: 1,
  label,
  sealed,
  signer: privateKeyToAddress(enclave.signingKey).toLowerCase() as Hex,
  encryptionKey: bytesToHex(publicKeyOf(enclave.decryptionKey)),
  deadline: 1_800_000_000,
}
const signRequest = async (request: ShareRequest): Promise<SignedShareRequest> => ({
  ...request,
  signature: await sign({ hash: digestShareRequest(request), privateKey: enclave.signingKey, to: 'hex' }),
})
const answer = (request: ShareRequest, given: DecryptionShare = share): ShareAnswer =>
  answerShareRequest(request, { share: given, identityKey, ephemeralSecretKey: x25519.utils.randomSecretKey() })
const openBy =
  (recipientSecretKey: Uint8Array) =>
  (message: SealedAnswer): Uint8Array =>
    open({ recipientSecretKey, ...message })
const openAnswer = (request: ShareRequest, given: ShareAnswer) =>
  openShareAnswer(request, given, openBy(enclave.decryptionKey))

/** A node that signs what it likes; the layout of the digest as documented. */
const signAnswer = (
  request: ShareRequest,
  { index, encapsulatedKey, ciphertext }: Omit<ShareAnswer, 'signature'>,
  by = identityKey,
): ShareAnswer => {
  const digest = hashParts('share answer', [
    hexToBytes(digestShareRequest(request)),
    index,
    hexToBytes(encapsulatedKey),
    hexToBytes(ciphertext),
  ])
  return { index, encapsulatedKey, ciphertext, signature: signDigest(digest, by) }
}

const CHANGES: [string, Partial<ShareRequest>][] = [
  ['node', { node: otherNode }],
  ['epoch', { epoch: 2 }],
  ['chain of the label', { label: { ...label, chainId: 1 } }],
  ['contract of the label', { label: { ...label, contract: label.sender } }],
  ['subject of the label', { label: { ...label, subject: `0x${'23'.repeat(32)}` } }],
  ['kind of the label', { label: { ...label, kind: 2 } }],
  ['sender of the label', { label: { ...label, sender: label.contract } }],
  ['ciphertext', { sealed: `${sealed.slice(0, -2)}00` as Hex }],
  ['signer', { signer: privateKeyToAddress(generatePrivateKey()) }],
  ['encryption key', { encryptionKey: bytesToHex(publicKeyOf(random.bytes(32))) }],
  ['deadline', { deadline: REQUEST.deadline + 1 }],
]

/** Good for whoever takes s in either half: the negative s, and the other v. */
const upperHalf = (signature: Hex): Hex => {
  const s = numberToHex(secp256k1.Point.Fn.ORDER - BigInt(slice(signature, 32, 64)), { size: 32 })
  return concat([
    slice(signature, 0, 32),
    s,
    ...(size(signature) > 64 ? ([signature.endsWith('1b') ? '0x1c' : '0x1b'] as const) : []),
  ])
}

describe('a share request', () => {
  it('is accepted when the signer that it names signed it', async () => {
    await requireRequestSignature(await signRequest(REQUEST))
  })

  it('is accepted however the address of the signer is spelled', async () => {
    const signed = await signRequest(REQUEST)
    await requireRequestSignature({ ...signed, signer: checksumAddress(REQUEST.signer) })
  })

  it.each(CHANGES)('is refused with another %s', async (_, change) => {
    const signed = await signRequest(REQUEST)
    await expect(requireRequestSignature({ ...signed, ...change })).rejects.toThrow(/^the request is not signed by 0x/)
  })

  it('is refused when another enclave signed it', async () => {
    const signature = await sign({ hash: digestShareRequest(REQUEST), privateKey: generatePrivateKey(), to: 'hex' })
    await expect(requireRequestSignature({ ...REQUEST, signature })).rejects.toThrow(VaultError)
  })

  it.each<[string, (signature: Hex) => Hex]>([
    ['nothing', () => '0x'],
    ['64 bytes', (signature) => signature.slice(0, -2) as Hex],
    ['66 bytes', (signature) => `${signature}00`],
    ['an odd number of digits', (signature) => signature.slice(0, -1) as Hex],
    ['upper case', (signature) => signature.toUpperCase().replace('X', 'x') as Hex],
    ['zeros', () => `0x${'00'.repeat(65)}`],
    ['ones', () => `0x${'ff'.repeat(65)}`],
    ['another v', (signature) => `${signature.slice(0, -2)}1d` as Hex],
    ['no hex', () => `0x${'zz'.repeat(65)}`],
    ['v without 27', (signature) => `${signature.slice(0, -2)}0${signature.endsWith('b') ? 0 : 1}` as Hex],
    ['s in the upper half', (signature) => upperHalf(signature)],
  ])('is refused with %s for a signature', async (_, change) => {
    const { signature } = await signRequest(REQUEST)
    await expect(requireRequestSignature({ ...REQUEST, signature: change(signature) })).rejects.toThrow(VaultError)
  })

  it.each<[string, Partial<ShareRequest>]>([
    ['an odd number of digits in the ciphertext', { sealed: `0x0${sealed.slice(3, -1)}` as Hex }],
    ['a ciphertext in upper case', { sealed: sealed.toUpperCase().replace('X', 'x') as Hex }],
    ['a node of 32 bytes', { node: `0x${'02'.repeat(32)}` }],
    ['a signer of 19 bytes', { signer: `0x${'11'.repeat(19)}` }],
    ['an encryption key of 31 bytes', { encryptionKey: `0x${'11'.repeat(31)}` }],
    ['half an epoch', { epoch: 0.5 }],
    ['no deadline', { deadline: Number.NaN }],
    ['a malformed label', { label: { ...label, subject: '0x22' } }],
  ])('has no digest with %s', (_, change) => {
    expect(() => digestShareRequest({ ...REQUEST, ...change })).toThrow(VaultError)
  })
})

describe('a share answer', () => {
  it('opens for the enclave that asked, and holds a share that verifies', () => {
    const opened = openAnswer(REQUEST, answer(REQUEST))
    expect(opened).toEqual(share)
    requireDecryptionShare({ key, secret }, opened)
  })

  it('is sealed anew each time', () => {
    const [one, other] = [answer(REQUEST), answer(REQUEST)]
    expect(one.encapsulatedKey).not.toBe(other.encapsulatedKey)
    expect(one.ciphertext).not.toBe(other.ciphertext)
  })

  it.each<[string, (given: ShareAnswer) => Partial<ShareAnswer>]>([
    ['index', () => ({ index: 2 })],
    ['encapsulated key', () => ({ encapsulatedKey: answer(REQUEST).encapsulatedKey })],
    ['ciphertext', () => ({ ciphertext: answer(REQUEST).ciphertext })],
    ['signature', () => ({ signature: answer(REQUEST).signature })],
    ['signature of another node', (given) => ({ signature: signAnswer(REQUEST, given, otherIdentityKey).signature })],
  ])('is refused with another %s', (_, change) => {
    const given = answer(REQUEST)
    expect(() => openAnswer(REQUEST, { ...given, ...change(given) })).toThrow(
      new VaultError(`the answer is not signed by node ${node}`),
    )
  })

  it.each(CHANGES)('is refused as the answer to a request with another %s', (_, change) => {
    expect(() => openAnswer({ ...REQUEST, ...change }, answer(REQUEST))).toThrow(/^the answer is not signed by node 0x/)
  })

  it.each(CHANGES)(
    'does not open for a request with another %s, although the node signs that it is for it',
    (name, change) => {
      const other = { ...REQUEST, ...change }
      const relabelled = signAnswer(other, answer(REQUEST), name === 'node' ? otherIdentityKey : identityKey)
      expect(() => openAnswer(other, relabelled)).toThrow(HpkeError)
    },
  )

  it('does not open for another enclave', () => {
    expect(() => openShareAnswer(REQUEST, answer(REQUEST), openBy(random.bytes(32)))).toThrow(HpkeError)
  })

  it('holds what the node put there: a share of another ciphertext does not verify', () => {
    const elsewhere = inspectSecret({
      masterKey: key.masterKey,
      label,
      sealed: sealSecret({ masterKey: key.masterKey, label, message: random.bytes(32) }),
    })
    const wrong = makeDecryptionShare({ key, index: 1, secret: elsewhere }, vault.shares[0] as bigint)
    const opened = openAnswer(REQUEST, answer(REQUEST, wrong))
    expect(() => requireDecryptionShare({ key, secret }, opened)).toThrow(VaultError)
  })

  it('may name another index than that of the node: whoever opens it has to compare', () => {
    expect(openAnswer(REQUEST, signAnswer(REQUEST, { ...answer(REQUEST), index: 3 })).index).toBe(3)
  })

  const SMALL_ORDER = bytesToHex(new Uint8Array(32))
  it.each<[string, Partial<ShareAnswer>]>([
    ['an encapsulated key of small order', { encapsulatedKey: SMALL_ORDER }],
    ['another encapsulated key', { encapsulatedKey: bytesToHex(random.bytes(32)) }],
    ['another ciphertext', { ciphertext: bytesToHex(random.bytes(113)) }],
  ])('that the node signed with %s does not open', (_, change) => {
    expect(() => openAnswer(REQUEST, signAnswer(REQUEST, { ...answer(REQUEST), ...change }))).toThrow(HpkeError)
  })

  it.each<[string, Partial<ShareAnswer>]>([
    ['a longer ciphertext', { ciphertext: bytesToHex(random.bytes(114)) }],
    ['a shorter ciphertext', { ciphertext: bytesToHex(random.bytes(112)) }],
    ['an encapsulated key of 31 bytes', { encapsulatedKey: bytesToHex(random.bytes(31)) }],
    ['a ciphertext in upper case', { ciphertext: `0x${'AB'.repeat(113)}` }],
    ['a ciphertext that is no hex', { ciphertext: `0x${'zz'.repeat(113)}` }],
    ['a signature that is no hex', { signature: '0xzz' }],
    ['no signature', { signature: '0x' }],
    ['a negative index', { index: -1 }],
    ['no index', { index: Number.NaN }],
    ['half an index', { index: 1.5 }],
  ])('with %s is refused', (_, change) => {
    expect(() => openAnswer(REQUEST, { ...answer(REQUEST), ...change })).toThrow(VaultError)
  })

  it('of hostile bytes gives no error but the two that are promised', () => {
    const given = answer(REQUEST)
    const fields = ['encapsulatedKey', 'ciphertext', 'signature'] as const
    for (let round = 0; round < 200; round++) {
      const field = fields[round % 3] as (typeof fields)[number]
      const cut = Number(random.below(BigInt(given[field].length)))
      const text = String.fromCharCode(...random.bytes(1 + (round % 5)))
      const changed = { ...given, [field]: given[field].slice(0, cut) + text + given[field].slice(cut + (round % 7)) }
      if (changed[field] === given[field]) continue
      try {
        openAnswer(REQUEST, changed)
        expect.unreachable(`accepted ${changed[field]}`)
      } catch (error) {
        expect(error instanceof VaultError || error instanceof HpkeError, String(error)).toBe(true)
      }
    }
  })

  it('is not made for an encryption key of small order', () => {
    expect(() => answer({ ...REQUEST, encryptionKey: SMALL_ORDER })).toThrow(HpkeError)
  })
})

describe('the two signatures', () => {
  it('are of different kinds: none is good for the other', async () => {
    const hash = bytesToHex(hashParts('share answer', [hexToBytes(digestShareRequest(REQUEST))]))
    const signature = await sign({ hash, privateKey: enclave.signingKey, to: 'hex' })
    await expect(requireRequestSignature({ ...REQUEST, signature })).rejects.toThrow(VaultError)
    const asAnswer = { ...answer(REQUEST), signature: signDigest(hexToBytes(digestShareRequest(REQUEST)), identityKey) }
    expect(() => openAnswer(REQUEST, asAnswer)).toThrow(VaultError)
  })

  it('of a node has its s in the lower half only', () => {
    const given = answer(REQUEST)
    const signature = upperHalf(given.signature)
    expect(() => openAnswer(REQUEST, { ...given, signature })).toThrow(VaultError)
  })
})
