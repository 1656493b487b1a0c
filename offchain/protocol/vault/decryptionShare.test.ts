import { secp256k1, secp256k1_FROST } from '@noble/curves/secp256k1.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { bytesToHex } from 'viem'
import { describe, expect, it } from 'vitest'
import { type DealtVault, dealtVault } from '../../../test/offchain/vault/dealtVault.ts'
import { seededRandom } from '../seededRandom.ts'
import {
  decodePoint,
  encodePoint,
  encodeScalar,
  GENERATOR,
  lagrangeCoefficient,
  multiplyScalars,
  type Point,
  randomScalar,
  sumOfProducts,
} from './curve.ts'
import {
  combineShares,
  DECRYPTION_SHARE_LENGTH,
  type DecryptionShare,
  makeDecryptionShare,
  requireDecryptionShare,
  TooFewSharesError,
} from './decryptionShare.ts'
import type { SecretLabel } from './label.ts'
import { type InspectedSecret, inspectSecret, SEALED_OVERHEAD, sealSecret } from './sealedSecret.ts'
import { VaultError } from './vaultError.ts'
import type { VaultKey } from './vaultKey.ts'

const random = seededRandom(18)
const LABEL: SecretLabel = {
  chainId: 31337,
  contract: '0x1111111111111111111111111111111111111111',
  subject: `0x${'22'.repeat(32)}`,
  kind: 1,
  sender: '0x3333333333333333333333333333333333333333',
}
const SIZES = [
  { threshold: 2, nodes: 4 },
  { threshold: 3, nodes: 5 },
  { threshold: 4, nodes: 7 },
]

const sealFor = ({ masterKey }: VaultKey, message: Uint8Array, label = LABEL): InspectedSecret =>
  inspectSecret({ masterKey, label, sealed: sealSecret({ masterKey, label, message }) })

const sharesOf = ({ key, shares }: DealtVault, secret: InspectedSecret): DecryptionShare[] =>
  shares.map((share, place) => makeDecryptionShare({ key, index: place + 1, secret }, share))

/** All choices of so many of the items. */
const choose = <Item>(items: readonly Item[], count: number): Item[][] =>
  count === 0
    ? [[]]
    : items.flatMap((item, place) => choose(items.slice(place + 1), count - 1).map((rest) => [item, ...rest]))

const shuffled = <Item>(items: readonly Item[]): Item[] =>
  items
    .map((item) => ({ item, at: random.below(1n << 64n) }))
    .sort((one, other) => (one.at < other.at ? -1 : 1))
    .map(({ item }) => item)

describe.each(SIZES)('a vault of $threshold of $nodes', ({ threshold, nodes }) => {
  const vault = dealtVault({ threshold, nodes })
  const { key } = vault
  const message = random.bytes(32)
  const secret = sealFor(key, message)
  const shares = sharesOf(vault, secret)
  const pointOf = ({ bytes }: DecryptionShare) => decodePoint(bytes.subarray(0, 33))

  it('gives back messages of every class', () => {
    for (let padded = 64; padded <= 16_384; padded *= 2) {
      const longest = random.bytes(padded - 4)
      const sealed = sealFor(key, longest)
      expect(sealed.body.length).toBe(padded + 16)
      expect(sealed.body.length + 131).toBe(padded + SEALED_OVERHEAD)
      expect(combineShares({ key, secret: sealed }, sharesOf(vault, sealed).slice(-threshold)).message).toEqual(longest)
    }
  })

  it('opens with any so many shares', () => {
    for (const chosen of choose(shares, threshold)) {
      const { message: opened, used, bad } = combineShares({ key, secret }, chosen)
      expect(opened).toEqual(message)
      expect(used).toEqual(chosen.map(({ index }) => index))
      expect(bad).toEqual([])
    }
  })

  it('opens in any order, with more shares than needed and the same ones again', () => {
    for (let round = 0; round < 3; round++) {
      const many = shuffled([...shares, ...shares])
      const { message: opened, used } = combineShares({ key, secret }, many)
      expect(opened).toEqual(message)
      expect(new Set(used).size).toBe(threshold)
    }
  })

  it('does not open with one share less, however often it is given', () => {
    for (const chosen of choose(shares, threshold - 1)) {
      expect(() => combineShares({ key, secret }, [...chosen, ...chosen])).toThrow(TooFewSharesError)
    }
  })

  it('does not give away the point with one share less: what they interpolate to is another', () => {
    const interpolate = (chosen: readonly DecryptionShare[]): Point => {
      const indices = chosen.map(({ index }) => index)
      return sumOfProducts(
        chosen.map(pointOf),
        indices.map((index) => lagrangeCoefficient(index, indices)),
      )
    }
    const point = secret.ephemeral.multiply(vault.secret)
    expect(interpolate(shares.slice(0, threshold)).equals(point)).toBe(true)
    for (const chosen of choose(shares, threshold - 1)) expect(interpolate(chosen).equals(point)).toBe(false)
  })

  it('opens past liars, whom it names with what was wrong', () => {
    const elsewhere = sharesOf(vault, sealFor(key, message))
    const [first, second] = shares as [DecryptionShare, DecryptionShare]
    const flipped = first.bytes.map((byte, place) => (place === 50 ? byte ^ 1 : byte))
    const lies: [DecryptionShare, string][] = [
      [elsewhere[0] as DecryptionShare, 'an equality proof does not hold'],
      [{ index: 1, bytes: flipped }, 'an equality proof does not hold'],
      [{ index: 1, bytes: second.bytes }, 'an equality proof does not hold'],
      [
        { index: 1, bytes: concatBytes(second.bytes.subarray(0, 33), first.bytes.subarray(33)) },
        'an equality proof does not hold',
      ],
      [{ index: 1, bytes: first.bytes.subarray(1) }, 'a decryption share has 97 bytes, not 96'],
      [{ index: 1, bytes: new Uint8Array(DECRYPTION_SHARE_LENGTH) }, 'a point is not on the curve'],
      [{ index: nodes + 1, bytes: first.bytes }, `the vault has no node ${nodes + 1}`],
      [{ index: 0, bytes: first.bytes }, 'the vault has no node 0'],
      [{ index: 1.5, bytes: first.bytes }, 'the vault has no node 1.5'],
      [craftIdentity(vault, secret), 'a point is the identity'],
    ]
    const good = shares.slice(-threshold)
    const opened = combineShares({ key, secret }, [...lies.map(([share]) => share), ...good])
    expect(opened.message).toEqual(message)
    expect(opened.used).toEqual(good.map(({ index }) => index))
    expect(opened.bad).toEqual(lies.map(([{ index }, problem]) => ({ index, problem })))
    // Whoever said the truth is not named for what comes after in its name.
    const early = combineShares({ key, secret }, [first, lies[1]?.[0] as DecryptionShare, ...shares])
    expect(early.bad).toEqual([])
    // Whoever lied first and then said the truth is used.
    const late = combineShares({ key, secret }, [lies[0]?.[0] as DecryptionShare, ...shares])
    expect(late.used).toContain(1)
    expect(late.bad).toEqual([{ index: 1, problem: 'an equality proof does not hold' }])
  })

  it('names the liars when too few shares are left', () => {
    const lie = { index: 1, bytes: random.bytes(10) }
    try {
      combineShares({ key, secret }, [lie, ...shares.slice(1, threshold)])
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(TooFewSharesError)
      expect(error).toBeInstanceOf(VaultError)
      expect(error).toMatchObject({
        message: `${threshold - 1} good shares of ${threshold} that are needed`,
        bad: [{ index: 1, problem: 'a decryption share has 97 bytes, not 10' }],
      })
    }
  })
})

/** A true share whose proof announces the identity: its numbers satisfy the equations, and their hash cannot. */
function craftIdentity({ shares }: DealtVault, { ephemeral }: InspectedSecret): DecryptionShare {
  const [share] = shares as [bigint]
  const challenge = randomScalar()
  return {
    index: 1,
    bytes: concatBytes(
      encodePoint(ephemeral.multiply(share)),
      encodeScalar(challenge),
      encodeScalar(multiplyScalars(challenge, share)),
    ),
  }
}

describe('a decryption share', () => {
  const vault = dealtVault({ threshold: 2, nodes: 4 })
  const { key } = vault
  const secret = sealFor(key, random.bytes(32))
  const [share] = sharesOf(vault, secret) as [DecryptionShare]
  const refuse = (claim: { key: VaultKey; secret: InspectedSecret }, wrong = share) =>
    expect(() => requireDecryptionShare(claim, wrong)).toThrow(VaultError)

  it('is the same point each time, with a fresh proof', () => {
    const again = makeDecryptionShare({ key, index: 1, secret }, vault.shares[0] as bigint)
    expect(again.bytes.length).toBe(DECRYPTION_SHARE_LENGTH)
    expect(again.bytes.subarray(0, 33)).toEqual(share.bytes.subarray(0, 33))
    expect(again.bytes.subarray(33)).not.toEqual(share.bytes.subarray(33))
    expect(
      requireDecryptionShare({ key, secret }, share).equals(secret.ephemeral.multiply(vault.shares[0] as bigint)),
    ).toBe(true)
  })

  it('is of no use for another ciphertext or label', () => {
    refuse({ key, secret: sealFor(key, random.bytes(32)) })
    refuse({ key, secret: sealFor(key, random.bytes(32), { ...LABEL, kind: 2 }) })
  })

  it('is of no use in another epoch, although node and share are the same', () => {
    refuse({ key: { ...key, epoch: 2 }, secret })
  })

  it('is of no use for another node, although its public share is the same', () => {
    const [first, second, ...rest] = key.members as [VaultKey['members'][0], VaultKey['members'][0]]
    const twins = { ...key, members: [first, { ...second, publicShare: first.publicShare }, ...rest] }
    requireDecryptionShare({ key: twins, secret }, share)
    refuse({ key: twins, secret }, { ...share, index: 2 })
  })

  it('is of no use for another id, although the ephemeral point is the same', () => {
    refuse({ key, secret: { ...secret, id: `0x${'11'.repeat(32)}` } })
  })

  it('is of no use under another master key, although node and share are the same', () => {
    const { masterKey } = dealtVault({ threshold: 2, nodes: 4 }).key
    refuse({ key: { ...key, masterKey }, secret: { ...secret, masterKey } })
  })

  it('is of no use after a refresh, when the public shares are others', () => {
    const other = dealtVault({ threshold: 2, nodes: 4 })
    refuse({ key: { ...key, members: other.key.members }, secret })
  })

  it('is made of no ciphertext that was inspected for another vault', () => {
    const other = dealtVault({ threshold: 2, nodes: 4 })
    const foreign = sealFor(other.key, random.bytes(32))
    expect(() => makeDecryptionShare({ key, index: 1, secret: foreign }, vault.shares[0] as bigint)).toThrow(
      new VaultError('the ciphertext was inspected for another vault'),
    )
    expect(() => combineShares({ key, secret: foreign }, sharesOf(other, foreign))).toThrow(TooFewSharesError)
  })

  it('does not hold with any byte changed', () => {
    for (let place = 0; place < share.bytes.length; place++) {
      refuse(
        { key, secret },
        { ...share, bytes: share.bytes.map((byte, at) => (at === place ? byte ^ (1 << (place % 8)) : byte)) },
      )
    }
  })

  it('of an old epoch does not combine with one of a new epoch', () => {
    // As after a refresh: the same master key on another polynomial.
    const slope = randomScalar()
    const { Fn } = secp256k1.Point
    const shares = vault.shares.map((_, place) => Fn.add(vault.secret, Fn.mul(slope, BigInt(place + 1))))
    const members = key.members.map(({ identity }, place) => ({
      identity,
      publicShare: bytesToHex(encodePoint(GENERATOR.multiply(shares[place] as bigint))),
    }))
    const refreshed = { ...vault, key: { ...key, epoch: 2, members }, shares }
    const [, newShare] = sharesOf(refreshed, secret) as [DecryptionShare, DecryptionShare]
    expect(combineShares({ key: refreshed.key, secret }, sharesOf(refreshed, secret)).bad).toEqual([])
    expect(() => combineShares({ key: refreshed.key, secret }, [share, newShare])).toThrow(TooFewSharesError)
    expect(() => combineShares({ key, secret }, [share, newShare])).toThrow(TooFewSharesError)
    // Nor do the bare points.
    const points = [share, newShare].map(({ bytes }) => decodePoint(bytes.subarray(0, 33)))
    const mixed = sumOfProducts(points, [lagrangeCoefficient(1, [1, 2]), lagrangeCoefficient(2, [1, 2])])
    expect(mixed.equals(secret.ephemeral.multiply(vault.secret))).toBe(false)
  })
})

it('opens with a key that another implementation made: the key generation of noble’s FROST', () => {
  const { DKG, Identifier } = secp256k1_FROST
  const signers = { min: 3, max: 5 }
  const identifiers = [1, 2, 3, 4, 5].map((index) => Identifier.fromNumber(index))
  const dealt = identifiers.map((identifier) => DKG.round1(identifier, signers))
  const others = <Item>(items: readonly Item[], place: number) => items.filter((_, other) => other !== place)
  const broadcast = dealt.map((one) => one.public)
  const pieces = dealt.map((one, place) => DKG.round2(one.secret, others(broadcast, place)))
  const keys = dealt.map((one, place) =>
    DKG.round3(
      one.secret,
      others(broadcast, place),
      others(pieces, place).map((piece) => piece[identifiers[place] as string] as (typeof piece)[string]),
    ),
  )
  const [made] = keys as [(typeof keys)[0]]
  const key: VaultKey = {
    masterKey: bytesToHex(made.public.commitments[0] as Uint8Array),
    epoch: 1,
    threshold: 3,
    members: identifiers.map((identifier) => {
      const publicShare = bytesToHex(made.public.verifyingShares[identifier] as Uint8Array)
      return { identity: publicShare, publicShare }
    }),
    transcript: `0x${'00'.repeat(32)}`,
  }
  const message = random.bytes(100)
  const secret = sealFor(key, message)
  const shares = keys.map(({ secret: { signingShare } }, place) =>
    makeDecryptionShare({ key, index: place + 1, secret }, BigInt(bytesToHex(signingShare))),
  )
  expect(combineShares({ key, secret }, shares.slice(2))).toEqual({ message, used: [3, 4, 5], bad: [] })
  expect(() => combineShares({ key, secret }, shares.slice(3))).toThrow(TooFewSharesError)
})

it('says so when the shares are good and the body does not open', () => {
  const vault = dealtVault({ threshold: 2, nodes: 3 })
  const secret = sealFor(vault.key, random.bytes(32))
  const spoiled = { ...secret, body: random.bytes(secret.body.length) }
  expect(() => combineShares({ key: vault.key, secret: spoiled }, sharesOf(vault, spoiled))).toThrow(
    new VaultError('the body does not open: whoever sealed it did not follow the protocol'),
  )
})
