import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, type Hex, hexToBytes } from 'viem'
import { describe, expect, it } from 'vitest'
import {
  createIdentities,
  hexOfPoint,
  openCeremony,
  type PureNode,
  runPureCeremony,
} from '../../../test/offchain/vault/runPureCeremony.ts'
import { type Ceremony, type DealingCommitment, hashCeremony, signCommitment } from './ceremony.ts'
import {
  addScalars,
  decodePoint,
  encodePoint,
  evaluatePolynomial,
  GENERATOR,
  multiplySecretly,
  randomScalar,
} from './curve.ts'
import {
  type Complaint,
  type Dealing,
  deal,
  dealPolynomial,
  hashDealing,
  isComplaintJust,
  receivePiece,
  requireDealing,
  requireRevelation,
  revealDealing,
} from './dealing.ts'
import { proveEquality } from './equalityProof.ts'
import { hashParts } from './frame.ts'
import { proveKnowledge } from './knowledgeProof.ts'
import { VaultError } from './vaultError.ts'

const THRESHOLD = 2
const nodes = createIdentities(4)
const { ceremony, receivingSecrets } = openCeremony({ nodes, threshold: THRESHOLD })
const at = <Item>(items: readonly Item[], place: number): Item => items[place] as Item
const pointOf = (hex: Hex) => decodePoint(hexToBytes(hex))
const upper = (hex: Hex): Hex => `0x${hex.slice(2).toUpperCase()}`

const coefficients = [randomScalar(), randomScalar()]
const honest = dealPolynomial(ceremony, {
  dealer: 1,
  coefficients,
  pieceFor: (index) => evaluatePolynomial(coefficients, index),
})

/** A dealer that gives one seat a piece next to the right one. */
const unfair = (dealer: number, cheated: number): Dealing =>
  dealPolynomial(ceremony, {
    dealer,
    coefficients,
    pieceFor: (index) => addScalars(evaluatePolynomial(coefficients, index), index === cheated ? 1n : 0n),
  })

const receive = (dealing: Dealing, seat: number) =>
  receivePiece(ceremony, dealing, { seat, receivingSecret: at(receivingSecrets, seat - 1) })

/** What a seat says when it complains, with reason or not. */
const complain = (
  dealing: Dealing,
  { seat, secret = at(receivingSecrets, seat - 1) }: { seat: number; secret?: bigint },
): Complaint => {
  const ephemeral = pointOf(dealing.ephemeral)
  const boxKey = multiplySecretly(ephemeral, secret)
  const proof = proveEquality(
    {
      bases: [GENERATOR, ephemeral],
      images: [multiplySecretly(GENERATOR, secret), boxKey],
      context: ['complaint', hashCeremony(ceremony), seat, hexToBytes(hashDealing(dealing))],
    },
    secret,
  )
  return { seat, dealer: dealing.dealer, boxKey: bytesToHex(encodePoint(boxKey)), proof: bytesToHex(proof) }
}

/** What both proofs of a dealing speak of, written down a second time. */
const contextOf = ({ dealer, commitments, ephemeral, boxes }: Dealing) => [
  'dealing',
  hashCeremony(ceremony),
  dealer,
  commitments.length,
  ...[...commitments, ephemeral, ...boxes].map((hex) => hexToBytes(hex)),
]

/** The dealing with a new proof of its secret: what a dealer can always add. */
const provenAnew = (dealing: Dealing, secret: bigint): Dealing => ({
  ...dealing,
  secretProof: bytesToHex(
    proveKnowledge({ image: multiplySecretly(GENERATOR, secret), context: ['secret', ...contextOf(dealing)] }, secret),
  ),
})

describe('deal', () => {
  it('gives every seat its own point of one polynomial with the secret at zero', () => {
    const secret = randomScalar()
    const dealing = deal(ceremony, { dealer: 3, secret })
    requireDealing(ceremony, dealing)
    expect(dealing.commitments[0]).toBe(hexOfPoint(secret))
    const pieces = nodes.map((_, place) => {
      const received = receive(dealing, place + 1)
      return 'piece' in received ? received.piece : undefined
    })
    const [first, second] = pieces as [bigint, bigint]
    const slope = addScalars(second, -first)
    expect(pieces).toEqual(nodes.map((_, place) => evaluatePolynomial([secret, slope], place + 1)))
    expect(addScalars(first, -slope)).toBe(secret)
  })

  it('deals the same secret another way every time', () => {
    const one = deal(ceremony, { dealer: 1, secret: 5n })
    const other = deal(ceremony, { dealer: 1, secret: 5n })
    expect(one.commitments[0]).toBe(other.commitments[0])
    expect(one.commitments[1]).not.toBe(other.commitments[1])
    expect(one.ephemeral).not.toBe(other.ephemeral)
  })
})

describe('requireDealing', () => {
  it('takes what an honest dealer made', () => {
    expect(() => requireDealing(ceremony, honest)).not.toThrow()
  })

  it.each([1, 3])('refuses a polynomial of %i coefficients', (count) => {
    const others = Array.from({ length: count }, randomScalar)
    const dealing = dealPolynomial(ceremony, { dealer: 1, coefficients: others, pieceFor: () => 1n })
    expect(() => requireDealing(ceremony, dealing)).toThrow(`${count} coefficients are dealt, not 2`)
  })

  it.each([
    [3, (seats: Ceremony['seats']) => seats.slice(1)],
    [5, (seats: Ceremony['seats']) => [...seats, ...seats.slice(3)]],
  ])('refuses %i boxes for four seats', (count, change) => {
    // Everything else is right, the proofs too: the dealer made it for this ceremony with other boxes.
    const { boxes } = deal({ ...ceremony, seats: change(ceremony.seats) }, { dealer: 1, secret: 5n })
    expect(() => requireDealing(ceremony, { ...honest, boxes })).toThrow(`${count} boxes are dealt, not 4`)
  })

  it.each([47, 49])('refuses a box of %i bytes', (length) => {
    const boxes: Hex[] = [...honest.boxes.slice(0, 3), `0x${'11'.repeat(length)}`]
    expect(() => requireDealing(ceremony, { ...honest, boxes })).toThrow(VaultError)
  })

  it.each([0, 5, 1.5])('refuses dealer %d', (dealer) => {
    expect(() => requireDealing(ceremony, { ...honest, dealer })).toThrow(`the ceremony has no dealer ${dealer}`)
  })

  it.each([
    ['commitment', { commitments: [at(honest.commitments, 0), hexOfPoint(7n)] }],
    ['secret', { commitments: [hexOfPoint(7n), at(honest.commitments, 1)] }],
    ['box', { boxes: [`0x${'11'.repeat(48)}` as const, ...honest.boxes.slice(1)] }],
    ['order of boxes', { boxes: [...honest.boxes].reverse() }],
    ['ephemeral key', { ephemeral: hexOfPoint(7n) }],
    ['dealer', { dealer: 2 }],
    ['proof of the secret', { secretProof: honest.ephemeralProof }],
    ['proof of the ephemeral key', { ephemeralProof: honest.secretProof }],
  ])('refuses an altered %s', (_, change) => {
    expect(() => requireDealing(ceremony, { ...honest, ...change })).toThrow('a knowledge proof does not hold')
  })

  it('refuses a dealing of another ceremony', () => {
    const other = openCeremony({ nodes, threshold: THRESHOLD }).ceremony
    expect(() => requireDealing(other, honest)).toThrow('a knowledge proof does not hold')
  })

  it('refuses another dealer’s dealing as one’s own', () => {
    expect(() => requireDealing(ceremony, { ...honest, dealer: 4 })).toThrow('a knowledge proof does not hold')
  })

  it('refuses a secret that its dealer does not know, such as one that cancels another’s', () => {
    const cancelling = bytesToHex(encodePoint(pointOf(at(honest.commitments, 0)).negate()))
    const mine = deal(ceremony, { dealer: 2, secret: 5n })
    const rogue = { ...mine, commitments: [cancelling, ...mine.commitments.slice(1)] }
    const ephemeralKey = randomScalar()
    const ephemeral = hexOfPoint(ephemeralKey)
    const withEphemeral = { ...rogue, ephemeral }
    const ephemeralProof = bytesToHex(
      proveKnowledge({ image: pointOf(ephemeral), context: ['ephemeral', ...contextOf(withEphemeral)] }, ephemeralKey),
    )
    expect(() => requireDealing(ceremony, provenAnew({ ...withEphemeral, ephemeralProof }, 5n))).toThrow(
      'a knowledge proof does not hold',
    )
  })

  it.each([
    ['commitment in upper case', { commitments: honest.commitments.map(upper) }],
    ['commitment that is the identity', { commitments: [at(honest.commitments, 0), '0x00' as const] }],
    ['commitment off the curve', { commitments: [at(honest.commitments, 0), `0x02${'ff'.repeat(32)}` as const] }],
    ['key of boxes that is the identity', { ephemeral: '0x00' as const }],
    ['key of boxes off the curve', { ephemeral: `0x02${'ff'.repeat(32)}` as const }],
    ['box that is no hex', { boxes: honest.boxes.map(() => `0x${'zz'.repeat(48)}` as const) }],
    ['proof that is too short', { secretProof: `0x${'11'.repeat(63)}` as const }],
    ['proof of the secret of zeros', { secretProof: `0x${'00'.repeat(64)}` as const }],
    ['proof of the ephemeral key of zeros', { ephemeralProof: `0x${'00'.repeat(64)}` as const }],
    ['proof with a scalar above the order', { ephemeralProof: `0x${'ff'.repeat(64)}` as const }],
  ])('refuses, with a VaultError, a %s', (_, change) => {
    expect(() => requireDealing(ceremony, { ...honest, ...change })).toThrow(VaultError)
  })
})

describe('the ephemeral key of another dealer', () => {
  const rogueSecret = randomScalar()
  const copied = provenAnew(
    {
      ...deal(ceremony, { dealer: 2, secret: rogueSecret }),
      ephemeral: honest.ephemeral,
      commitments: [hexOfPoint(rogueSecret), hexOfPoint(randomScalar())],
      ephemeralProof: honest.ephemeralProof,
    },
    rogueSecret,
  )

  it('cannot be dealt with: the dealing is refused for its proof alone', () => {
    expect(() => requireDealing(ceremony, copied)).toThrow('a knowledge proof does not hold')
    // The rest of it is sound: the same dealer with a key of its own passes.
    expect(() => requireDealing(ceremony, deal(ceremony, { dealer: 2, secret: rogueSecret }))).not.toThrow()
  })

  it('would have its boxes opened by honest complaints', () => {
    const complaint = receive(copied, 3)
    if (!('complaint' in complaint)) throw new Error('the seat has no complaint')
    const context = hashParts('box', [hashCeremony(ceremony), 1, 3, hexToBytes(honest.ephemeral)])
    const key = hkdf(sha256, hexToBytes(complaint.complaint.boxKey), undefined, context, 32)
    const opened = chacha20poly1305(key, new Uint8Array(12)).decrypt(hexToBytes(at(honest.boxes, 2)))
    expect(BigInt(bytesToHex(opened))).toBe(evaluatePolynomial(coefficients, 3))
  })
})

describe('requireDealing of a former key', () => {
  const { key: former, holders } = runPureCeremony({ nodes, threshold: THRESHOLD })
  const { ceremony: refresh } = openCeremony({ nodes, threshold: THRESHOLD, former })
  const { ceremony: reshare } = openCeremony({ nodes: createIdentities(3), threshold: THRESHOLD, former })

  it.each([
    ['refresh', refresh],
    ['reshare', reshare],
  ])('takes a dealer’s own share in a %s', (_, anew) => {
    const dealing = deal(anew, { dealer: 2, secret: at(holders, 1).share })
    expect(() => requireDealing(anew, dealing)).not.toThrow()
  })

  it.each([
    ['another secret', 2, randomScalar()],
    ['another node’s share', 2, at(holders, 0).share],
    ['its own share in another’s place', 1, at(holders, 1).share],
  ])('refuses %s, although the dealer knows it', (_, dealer, secret) => {
    for (const anew of [refresh, reshare]) {
      expect(() => requireDealing(anew, deal(anew, { dealer, secret }))).toThrow(
        'what is dealt is not the share that the dealer holds',
      )
    }
  })
})

describe('requireRevelation', () => {
  const commit = (dealer: number, dealingHash: Hex): DealingCommitment =>
    signCommitment(ceremony, { dealer, dealingHash, identityKey: at(nodes, dealer - 1).identityKey })
  const commitments = [commit(1, hashDealing(honest)), commit(2, `0x${'22'.repeat(32)}`)]
  const { identityKey } = at(nodes, 0)
  const revealed = revealDealing(ceremony, { dealing: honest, commitments, identityKey })

  it('takes a dealing that was shown for these commitments, in whatever order', () => {
    expect(() => requireRevelation(ceremony, { dealing: revealed, commitments })).not.toThrow()
    const reversed = [...commitments].reverse()
    expect(() => requireRevelation(ceremony, { dealing: revealed, commitments: reversed })).not.toThrow()
  })

  it.each([
    ['with one that was promised later', [at(commitments, 0), commit(2, `0x${'33'.repeat(32)}`)]],
    ['with one more', [...commitments, commit(3, `0x${'33'.repeat(32)}`)]],
    ['with one fewer', commitments.slice(0, 1)],
  ])('refuses commitments %s', (_, others) => {
    expect(() => requireRevelation(ceremony, { dealing: revealed, commitments: others })).toThrow(
      'did not show its dealing for these commitments',
    )
  })

  it('refuses somebody else’s word', () => {
    const [stranger] = createIdentities(1) as [PureNode]
    for (const { identityKey: other } of [stranger, at(nodes, 1)]) {
      const dealing = revealDealing(ceremony, { dealing: honest, commitments, identityKey: other })
      expect(() => requireRevelation(ceremony, { dealing, commitments })).toThrow(VaultError)
    }
  })

  it('refuses the word given in another ceremony', () => {
    const other = openCeremony({ nodes, threshold: THRESHOLD }).ceremony
    expect(() => requireRevelation(other, { dealing: revealed, commitments })).toThrow(VaultError)
  })

  it('refuses a dealer that the ceremony does not have', () => {
    expect(() => requireRevelation(ceremony, { dealing: { ...revealed, dealer: 5 }, commitments })).toThrow(
      'the ceremony has no dealer 5',
    )
  })
})

describe('hashDealing', () => {
  it('is another one for everything that a dealing says', () => {
    const others: Dealing[] = [
      honest,
      { ...honest, dealer: 2 },
      { ...honest, ephemeral: hexOfPoint(7n) },
      { ...honest, commitments: [...honest.commitments].reverse() },
      { ...honest, commitments: [...honest.commitments, honest.ephemeral], ephemeral: hexOfPoint(7n) },
      { ...honest, boxes: [...honest.boxes].reverse() },
      { ...honest, boxes: honest.boxes.slice(1) },
      { ...honest, secretProof: honest.ephemeralProof },
      { ...honest, ephemeralProof: honest.secretProof },
    ]
    expect(new Set(others.map(hashDealing)).size).toBe(others.length)
  })
})

describe('complaints', () => {
  it('are made by the cheated seat only, and stand', () => {
    const dealing = unfair(2, 3)
    expect(() => requireDealing(ceremony, dealing)).not.toThrow()
    for (const seat of [1, 2, 4]) {
      expect(receive(dealing, seat)).toEqual({ piece: evaluatePolynomial(coefficients, seat) })
    }
    const received = receive(dealing, 3)
    if (!('complaint' in received)) throw new Error('the seat has no complaint')
    expect(received.complaint).toMatchObject({ seat: 3, dealer: 2 })
    expect(isComplaintJust(ceremony, dealing, received.complaint)).toBe(true)
  })

  it('stand about a box that does not open', () => {
    const dealing = provenAnew({ ...honest, boxes: honest.boxes.map(() => `0x${'11'.repeat(48)}` as const) }, 5n)
    const received = receive(dealing, 2)
    if (!('complaint' in received)) throw new Error('the seat has no complaint')
    expect(isComplaintJust(ceremony, dealing, received.complaint)).toBe(true)
  })

  it('stand about a piece of zero', () => {
    const dealing = dealPolynomial(ceremony, { dealer: 2, coefficients, pieceFor: () => 0n })
    const received = receive(dealing, 4)
    if (!('complaint' in received)) throw new Error('the seat has no complaint')
    expect(isComplaintJust(ceremony, dealing, received.complaint)).toBe(true)
  })

  it.each([1, 2, 3, 4])('never stand about an honest dealer, with the true key of seat %i', (seat) => {
    expect(isComplaintJust(ceremony, honest, complain(honest, { seat }))).toBe(false)
  })

  it.each([1, 2, 3, 4])('never stand with a key that is not that of seat %i', (seat) => {
    const secret = randomScalar()
    expect(isComplaintJust(ceremony, honest, complain(honest, { seat, secret }))).toBe(false)
  })

  it('do not stand for a seat that was not cheated', () => {
    const dealing = unfair(2, 3)
    expect(isComplaintJust(ceremony, dealing, complain(dealing, { seat: 1 }))).toBe(false)
  })

  it('do not stand for another seat or another dealing', () => {
    const dealing = unfair(2, 3)
    const other = unfair(2, 3)
    const just = complain(dealing, { seat: 3 })
    expect(isComplaintJust(ceremony, dealing, just)).toBe(true)
    expect(isComplaintJust(ceremony, dealing, { ...just, seat: 4 })).toBe(false)
    expect(isComplaintJust(ceremony, other, just)).toBe(false)
  })

  it('do not stand about a dealer that sealed to the same seat with the same key pair in another ceremony', () => {
    const dealing = unfair(2, 3)
    const other = { ...ceremony, id: `0x${'11'.repeat(32)}` as const }
    expect(isComplaintJust(other, dealing, complain(dealing, { seat: 3 }))).toBe(false)
  })

  it.each([
    ['key that is the identity', { boxKey: '0x00' as const }],
    ['key of zeros', { boxKey: `0x${'00'.repeat(33)}` as const }],
    ['key off the curve', { boxKey: `0x02${'ff'.repeat(32)}` as const }],
    ['key in upper case', { boxKey: upper(complain(unfair(2, 3), { seat: 3 }).boxKey) }],
    ['key that is no hex', { boxKey: `0x${'zz'.repeat(33)}` as const }],
    ['key next to the true one', { boxKey: hexOfPoint(7n) }],
    ['proof of zeros', { proof: `0x${'00'.repeat(64)}` as const }],
    ['proof above the order', { proof: `0x${'ff'.repeat(64)}` as const }],
    ['proof that is too short', { proof: '0x11' as const }],
    ['seat that does not exist', { seat: 5 }],
    ['seat zero', { seat: 0 }],
  ])('do not stand with a %s', (_, change) => {
    const dealing = unfair(2, 3)
    expect(isComplaintJust(ceremony, dealing, { ...complain(dealing, { seat: 3 }), ...change })).toBe(false)
  })

  it('give away the one box that they are about and no other', () => {
    const dealing = unfair(2, 3)
    const { boxKey } = complain(dealing, { seat: 3 })
    const opens = dealing.boxes.map((box, place) => {
      const context = hashParts('box', [hashCeremony(ceremony), 2, place + 1, hexToBytes(dealing.ephemeral)])
      try {
        chacha20poly1305(hkdf(sha256, hexToBytes(boxKey), undefined, context, 32), new Uint8Array(12)).decrypt(
          hexToBytes(box),
        )
        return true
      } catch {
        return false
      }
    })
    expect(opens).toEqual([false, false, true, false])
  })
})
