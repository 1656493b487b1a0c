import { secp256k1 } from '@noble/curves/secp256k1.js'
import { bytesToHex, type Hex, hexToBytes } from 'viem'
import { describe, expect, it } from 'vitest'
import { createIdentities, hexOfPoint, type PureNode } from '../../../test/offchain/vault/runPureCeremony.ts'
import { addScalars, evaluatePolynomial, randomScalar } from './curve.ts'
import { VaultError } from './vaultError.ts'
import {
  type CertifiedVaultKey,
  certificateQuorum,
  digestVaultKey,
  MOST_MEMBERS,
  requireCertified,
  requireVaultKey,
  requireVaultSize,
  signDigest,
  type VaultKey,
  verifySignature,
} from './vaultKey.ts'

const THRESHOLD = 2
const nodes = createIdentities(4)
const coefficients = [randomScalar(), randomScalar()]
const key: VaultKey = {
  masterKey: hexOfPoint(evaluatePolynomial(coefficients, 0)),
  epoch: 3,
  threshold: THRESHOLD,
  members: nodes.map(({ identity }, place) => ({
    identity,
    publicShare: hexOfPoint(evaluatePolynomial(coefficients, place + 1)),
  })),
  transcript: `0x${'5a'.repeat(32)}`,
}

/** Signed by the nodes at `places`, over `signed` where that is not what the certificate is put on. */
const certified = (places: readonly number[], changed: VaultKey = key, signed = changed): CertifiedVaultKey => ({
  ...changed,
  signatures: nodes.map(({ identityKey }, place) =>
    places.includes(place) ? signDigest(digestVaultKey(signed), identityKey) : null,
  ),
})
const ALL = [0, 1, 2, 3]

const withMember = (place: number, member: Partial<VaultKey['members'][number]>): VaultKey => ({
  ...key,
  members: key.members.map((old, at) => (at === place ? { ...old, ...member } : old)),
})
const memberAt = (place: number) => key.members[place] as VaultKey['members'][number]
const upper = (hex: Hex): Hex => `0x${hex.slice(2).toUpperCase()}`

/** Sizes that a vault may have, all of them. */
const SIZES = Array.from({ length: MOST_MEMBERS + 1 }, (_, members) =>
  Array.from({ length: Math.floor((members + 1) / 2) }, (_, less) => ({ members, threshold: less + 1 })),
)
  .flat()
  .filter(({ threshold }) => threshold >= 2)

describe('requireVaultSize', () => {
  it('takes every size in which as many honest nodes are left as are needed, and no other', () => {
    const taken = Array.from({ length: 40 }, (_, members) =>
      Array.from({ length: 40 }, (_, threshold) => ({ members, threshold })),
    )
      .flat()
      .filter(({ members, threshold }) => {
        try {
          requireVaultSize(members, threshold)
          return true
        } catch (error) {
          expect(error).toBeInstanceOf(VaultError)
          return false
        }
      })
    expect(taken).toEqual(SIZES)
    expect(taken).toHaveLength(240)
  })

  it.each([2.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses the threshold %d', (threshold) => {
    expect(() => requireVaultSize(32, threshold)).toThrow(`a vault of 32 nodes cannot have threshold ${threshold}`)
  })
})

describe('certificateQuorum', () => {
  it('lets no two certificates be without an honest node in common, at any size', () => {
    for (const { members, threshold } of SIZES) {
      const shared = 2 * certificateQuorum(members, threshold) - members
      expect(shared, `${threshold} of ${members}`).toBeGreaterThan(threshold - 1)
    }
  })

  it('leaves a threshold of honest holders behind every certificate, at any size', () => {
    for (const { members, threshold } of SIZES) {
      const honest = certificateQuorum(members, threshold) - (threshold - 1)
      expect(honest, `${threshold} of ${members}`).toBeGreaterThanOrEqual(threshold)
    }
  })

  it('is as low as both allow, and never more than there are nodes', () => {
    for (const { members, threshold } of SIZES) {
      const quorum = certificateQuorum(members, threshold)
      const fewer = quorum - 1
      const isEnough = 2 * fewer - members >= threshold && fewer - (threshold - 1) >= threshold
      expect(isEnough, `${threshold} of ${members}`).toBe(false)
      expect(quorum).toBeLessThanOrEqual(members)
    }
  })

  it.each([
    [3, 2, 3],
    [4, 2, 3],
    [5, 3, 5],
    [7, 4, 7],
    [10, 4, 7],
  ])('of %i nodes with threshold %i is %i', (members, threshold, quorum) => {
    expect(certificateQuorum(members, threshold)).toBe(quorum)
  })

  it('holds for every pair of sets of signers and every set of bad nodes, at sizes up to six', () => {
    const countOnes = (mask: number): number => mask.toString(2).replaceAll('0', '').length
    for (const { members, threshold } of SIZES.filter((size) => size.members <= 6)) {
      const sets = Array.from({ length: 2 ** members }, (_, mask) => mask)
      const quorums = sets.filter((mask) => countOnes(mask) === certificateQuorum(members, threshold))
      const bad = sets.filter((mask) => countOnes(mask) === threshold - 1)
      const isSafe = quorums.every((one) => quorums.every((other) => bad.every((mask) => (one & other & ~mask) !== 0)))
      const isReadable = quorums.every((one) => bad.every((mask) => countOnes(one & ~mask) >= threshold))
      expect({ members, threshold, isSafe, isReadable }).toEqual({ members, threshold, isSafe: true, isReadable: true })
    }
  })
})

describe('requireVaultKey', () => {
  it('takes the public shares of one polynomial', () => {
    expect(() => requireVaultKey(key)).not.toThrow()
  })

  it('refuses a master key that is not at zero', () => {
    const masterKey = hexOfPoint(randomScalar())
    expect(() => requireVaultKey({ ...key, masterKey })).toThrow('the public shares do not give the master key')
  })

  it.each(ALL)('refuses a public share off the polynomial, at place %i', (place) => {
    const publicShare = hexOfPoint(randomScalar())
    expect(() => requireVaultKey(withMember(place, { publicShare }))).toThrow(
      /^(the public shares do|public share \d is)/,
    )
  })

  it('refuses public shares that fit each other but not the master key', () => {
    const shifted = coefficients.map((coefficient, degree) =>
      degree === 0 ? addScalars(coefficient, 1n) : coefficient,
    )
    const members = key.members.map((member, place) => ({
      ...member,
      publicShare: hexOfPoint(evaluatePolynomial(shifted, place + 1)),
    }))
    expect(() => requireVaultKey({ ...key, members })).toThrow('the public shares do not give the master key')
  })

  it('refuses two public shares in each other’s place', () => {
    const [first, second, third, fourth] = key.members as [never, never, never, never]
    const members = [first, second, fourth, third]
    expect(() => requireVaultKey({ ...key, members })).toThrow('public share 3 is not on the polynomial of the others')
  })

  it('refuses one node twice', () => {
    const twice = withMember(3, { identity: memberAt(0).identity })
    expect(() => requireVaultKey(twice)).toThrow('two members of the vault have one identity')
  })

  it.each([
    ['in upper case', upper(memberAt(0).identity)],
    ['uncompressed', bytesToHex(secp256k1.Point.fromHex(memberAt(0).identity.slice(2)).toBytes(false))],
    ['without its leading zero', `0x${memberAt(0).identity.slice(3)}`],
    ['that is not on the curve', `0x02${'ff'.repeat(32)}`],
    ['that is no hex', `0x${'zz'.repeat(33)}`],
    ['that is the identity of the group', '0x00'],
  ] as [string, Hex][])('refuses an identity %s', (_, identity) => {
    expect(() => requireVaultKey(withMember(3, { identity }))).toThrow(VaultError)
  })

  it.each([
    ['master key', { ...key, masterKey: upper(key.masterKey) }],
    ['first public share', withMember(0, { publicShare: upper(memberAt(0).publicShare) })],
    ['last public share', withMember(3, { publicShare: upper(memberAt(3).publicShare) })],
  ])('refuses a %s in upper case', (_, changed) => {
    expect(() => requireVaultKey(changed)).toThrow(VaultError)
  })

  it.each([0, -1, 1.5, Number.NaN, 2 ** 53])('refuses epoch %d', (epoch) => {
    expect(() => requireVaultKey({ ...key, epoch })).toThrow(`epoch ${epoch} is not a whole number from one`)
  })

  it('refuses a threshold that the nodes cannot have', () => {
    expect(() => requireVaultKey({ ...key, threshold: 3 })).toThrow('a vault of 4 nodes cannot have threshold 3')
  })
})

describe('requireCertified', () => {
  it.each([[[0, 1, 2]], [[1, 2, 3]], [ALL]])('takes the signatures of the nodes at places %j', (places) => {
    expect(() => requireCertified(certified(places))).not.toThrow()
  })

  it('refuses one signature too few', () => {
    expect(() => requireCertified(certified([1, 3]))).toThrow(new VaultError('the vault key has 2 of 3 signatures'))
  })

  it('counts no signature in another place', () => {
    const { signatures } = certified([0, 1])
    const [first, second] = signatures as [Hex, Hex]
    for (const moved of [
      [first, second, first, second],
      [second, first, second, first],
      [first, second, null, null, first, second],
    ]) {
      expect(() => requireCertified({ ...key, signatures: moved })).toThrow(/the vault key has [02] of 3 signatures/)
    }
  })

  it('counts no signature of a stranger', () => {
    const [stranger] = createIdentities(1) as [PureNode]
    const { signatures } = certified([0, 1])
    const forged = signatures.map((signature) => signature ?? signDigest(digestVaultKey(key), stranger.identityKey))
    expect(() => requireCertified({ ...key, signatures: forged })).toThrow('the vault key has 2 of 3 signatures')
  })

  it.each([
    ['another epoch', { ...key, epoch: 4 }],
    ['another transcript', { ...key, transcript: `0x${'5b'.repeat(32)}` as const }],
    ['another member', withMember(3, { identity: (createIdentities(1)[0] as PureNode).identity })],
    ['members in another order', { ...key, members: [...key.members].reverse() }],
    ['another threshold', { ...key, threshold: 1 }],
    ['another master key', { ...key, masterKey: memberAt(0).publicShare }],
    ['another public share', withMember(1, { publicShare: memberAt(0).publicShare })],
  ])('counts no signature over a key with %s', (_, signed) => {
    expect(() => requireCertified(certified(ALL, key, signed))).toThrow('the vault key has 0 of 3 signatures')
  })

  it('refuses what all have signed but what is no key', () => {
    const wrong = { ...key, masterKey: hexOfPoint(randomScalar()) }
    expect(() => requireCertified(certified(ALL, wrong))).toThrow('the public shares do not give the master key')
  })

  it.each([`0x${'5a'.repeat(31)}`, `0x${'5A'.repeat(32)}`, '0x'] as Hex[])(
    'refuses the transcript %s',
    (transcript) => {
      expect(() => requireCertified({ ...certified(ALL), transcript })).toThrow(VaultError)
    },
  )

  it.each(['0x', '0xzz', `0x${'00'.repeat(64)}`, `0x${'11'.repeat(65)}`] as Hex[])(
    'counts no signature that cannot be read: %s',
    (signature) => {
      const { signatures } = certified([0, 1])
      const filled = signatures.map((good) => good ?? signature)
      expect(() => requireCertified({ ...key, signatures: filled })).toThrow('the vault key has 2 of 3 signatures')
    },
  )
})

describe('verifySignature', () => {
  const digest = digestVaultKey(key)
  const [node] = nodes as [PureNode]
  const signature = signDigest(digest, node.identityKey)

  it('takes the signature of the identity over the digest', () => {
    expect(verifySignature({ identity: node.identity, digest, signature })).toBe(true)
  })

  it('refuses the other signature with the same r', () => {
    const bytes = hexToBytes(signature)
    const s = secp256k1.Point.Fn.neg(BigInt(`0x${signature.slice(66)}`))
    const high = `${bytesToHex(bytes.subarray(0, 32))}${s.toString(16).padStart(64, '0')}` as Hex
    expect(verifySignature({ identity: node.identity, digest, signature: high })).toBe(false)
  })

  it.each([
    ['signature in upper case', { signature: upper(signature) }],
    ['identity in upper case', { identity: upper(node.identity) }],
    [
      'identity that is uncompressed',
      { identity: bytesToHex(secp256k1.Point.fromHex(node.identity.slice(2)).toBytes(false)) },
    ],
    ['identity that is no point', { identity: `0x02${'ff'.repeat(32)}` as Hex }],
  ])('refuses a %s, and does not throw', (_, changed) => {
    expect(verifySignature({ identity: node.identity, digest, signature, ...changed })).toBe(false)
  })
})
