import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, type Hex } from 'viem'
import { type Ceremony, type DealingCommitment, dealersOf, hashCeremony, type Seat } from './ceremony.ts'
import {
  decodePoint,
  decodeScalar,
  encodePoint,
  encodeScalar,
  evaluateCommitments,
  evaluatePolynomial,
  GENERATOR,
  multiplySecretly,
  POINT_LENGTH,
  type Point,
  randomScalar,
  SCALAR_LENGTH,
} from './curve.ts'
import { decodeHex } from './decodeHex.ts'
import { EQUALITY_PROOF_LENGTH, proveEquality, requireEquality } from './equalityProof.ts'
import { hashParts, type Part } from './frame.ts'
import { KNOWLEDGE_PROOF_LENGTH, proveKnowledge, requireKnowledge } from './knowledgeProof.ts'
import { VaultError } from './vaultError.ts'
import { HASH_LENGTH, signDigest, verifySignature } from './vaultKey.ts'

/**
 * One dealer's part of a key, verifiable by everyone who gets a piece of it (Feldman, 1987). Points and bytes in hex.
 * The same for a fresh key, where the secret is random, and for a refresh or reshare, where it is the dealer's share.
 */
export type Dealing = {
  /** Index of the dealer, from one. */
  dealer: number
  /** The polynomial's coefficients times G, the lowest first: as many as the new threshold. */
  commitments: readonly Hex[]
  /** With each seat's receiving key it gives the key of that seat's box. */
  ephemeral: Hex
  /** The pieces, one box a seat, each encrypted to it: `scalar (32) | tag (16)`. */
  boxes: readonly Hex[]
  /** Of the secret that is dealt, over the whole dealing. */
  secretProof: Hex
  /** Of the ephemeral key: nobody can deal with another's, and so have its box keys published by a complaint. */
  ephemeralProof: Hex
}

const BOX_LENGTH = SCALAR_LENGTH + 16

const readPoint = (hex: Hex): Point => decodePoint(decodeHex(hex, POINT_LENGTH))

/** All of a dealing but its proofs, in bytes of fixed lengths. */
const bytesOf = ({ commitments, ephemeral, boxes }: Omit<Dealing, 'secretProof' | 'ephemeralProof'>): Uint8Array[] => [
  ...[...commitments, ephemeral].map((point) => decodeHex(point, POINT_LENGTH)),
  ...boxes.map((box) => decodeHex(box, BOX_LENGTH)),
]

/** What both proofs speak of: the ceremony, and all of the dealing but the proofs. */
const contextOf = (ceremony: Ceremony, dealing: Omit<Dealing, 'secretProof' | 'ephemeralProof'>): Part[] => [
  'dealing',
  hashCeremony(ceremony),
  dealing.dealer,
  dealing.commitments.length,
  ...bytesOf(dealing),
]

type Box = { ceremony: Ceremony; dealer: number; seat: number; ephemeral: Point; sharedPoint: Point }

const boxCipher = ({ ceremony, dealer, seat, ephemeral, sharedPoint }: Box) => {
  const context = hashParts('box', [hashCeremony(ceremony), dealer, seat, encodePoint(ephemeral)])
  // One box a key, so the nonce may be constant.
  return chacha20poly1305(hkdf(sha256, encodePoint(sharedPoint), undefined, context, 32), new Uint8Array(12))
}

/** Deals `secret` to all seats of the ceremony. */
export const deal = (ceremony: Ceremony, { dealer, secret }: { dealer: number; secret: bigint }): Dealing => {
  const coefficients = [secret, ...Array.from({ length: ceremony.threshold - 1 }, randomScalar)]
  return dealPolynomial(ceremony, {
    dealer,
    coefficients,
    pieceFor: (index) => evaluatePolynomial(coefficients, index),
  })
}

/** {@link deal} with every choice open, so that tests can be dishonest dealers. */
export const dealPolynomial = (
  ceremony: Ceremony,
  {
    dealer,
    coefficients,
    pieceFor,
  }: { dealer: number; coefficients: readonly bigint[]; pieceFor: (index: number) => bigint },
): Dealing => {
  const ephemeralKey = randomScalar()
  const ephemeral = multiplySecretly(GENERATOR, ephemeralKey)
  const boxes = ceremony.seats.map(({ receivingKey }, place) => {
    const sharedPoint = multiplySecretly(readPoint(receivingKey), ephemeralKey)
    const cipher = boxCipher({ ceremony, dealer, seat: place + 1, ephemeral, sharedPoint })
    return bytesToHex(cipher.encrypt(encodeScalar(pieceFor(place + 1))))
  })
  const points = coefficients.map((coefficient) => multiplySecretly(GENERATOR, coefficient))
  const dealt = {
    dealer,
    commitments: points.map((point) => bytesToHex(encodePoint(point))),
    ephemeral: bytesToHex(encodePoint(ephemeral)),
    boxes,
  }
  const context = contextOf(ceremony, dealt)
  const [secret, secretImage] = [coefficients[0], points[0]]
  if (secret === undefined || secretImage === undefined) throw new VaultError('a dealing needs a secret')
  return {
    ...dealt,
    secretProof: bytesToHex(proveKnowledge({ image: secretImage, context: ['secret', ...context] }, secret)),
    ephemeralProof: bytesToHex(proveKnowledge({ image: ephemeral, context: ['ephemeral', ...context] }, ephemeralKey)),
  }
}

/** What a dealer commits to. */
export const hashDealing = (dealing: Dealing): Hex =>
  bytesToHex(
    hashParts('dealing', [
      dealing.dealer,
      dealing.commitments.length,
      dealing.boxes.length,
      ...bytesOf(dealing),
      decodeHex(dealing.secretProof, KNOWLEDGE_PROOF_LENGTH),
      decodeHex(dealing.ephemeralProof, KNOWLEDGE_PROOF_LENGTH),
    ]),
  )

/**
 * A dealing as it is shown to the others, with the commitments that its dealer had seen before.
 * Without that word a relay could have an honest dealer show its dealing early, and then give the rest another set of
 * commitments, in which its accomplice promises what it made with that knowledge.
 */
export type RevealedDealing = Dealing & {
  /** By the dealer's identity, over all commitments. */
  signature: Hex
}

const revelationDigest = (ceremony: Ceremony, dealer: number, commitments: readonly DealingCommitment[]): Uint8Array =>
  hashParts('revelation', [
    hashCeremony(ceremony),
    dealer,
    ...[...commitments]
      .sort((one, other) => one.dealer - other.dealer)
      .flatMap((commitment) => [commitment.dealer, decodeHex(commitment.dealingHash, HASH_LENGTH)]),
  ])

/** Shows a dealing, once the commitments are final. */
export const revealDealing = (
  ceremony: Ceremony,
  {
    dealing,
    commitments,
    identityKey,
  }: { dealing: Dealing; commitments: readonly DealingCommitment[]; identityKey: Uint8Array },
): RevealedDealing => ({
  ...dealing,
  signature: signDigest(revelationDigest(ceremony, dealing.dealer, commitments), identityKey),
})

/** Throws a {@link VaultError} unless the dealer saw exactly these commitments before it showed its dealing. */
export const requireRevelation = (
  ceremony: Ceremony,
  { dealing, commitments }: { dealing: RevealedDealing; commitments: readonly DealingCommitment[] },
): void => {
  const { dealer, signature } = dealing
  const identity = dealersOf(ceremony)[dealer - 1]
  if (!identity) throw new VaultError(`the ceremony has no dealer ${dealer}`)
  if (!verifySignature({ identity, digest: revelationDigest(ceremony, dealer, commitments), signature })) {
    throw new VaultError('did not show its dealing for these commitments')
  }
}

/** Throws a {@link VaultError} for what everyone can see to be wrong about a dealing. */
export const requireDealing = (ceremony: Ceremony, dealing: Dealing): void => {
  const { threshold, seats, former } = ceremony
  const { dealer, commitments, ephemeral, boxes } = dealing
  if (!dealersOf(ceremony)[dealer - 1]) throw new VaultError(`the ceremony has no dealer ${dealer}`)
  if (commitments.length !== threshold) {
    throw new VaultError(`${commitments.length} coefficients are dealt, not ${threshold}`)
  }
  if (boxes.length !== seats.length) throw new VaultError(`${boxes.length} boxes are dealt, not ${seats.length}`)
  const points = commitments.map(readPoint)
  const [secretImage] = points as [Point]
  if (former && former.members[dealer - 1]?.publicShare !== commitments[0]) {
    throw new VaultError('what is dealt is not the share that the dealer holds')
  }
  const context = contextOf(ceremony, dealing)
  requireKnowledge(
    { image: secretImage, context: ['secret', ...context] },
    decodeHex(dealing.secretProof, KNOWLEDGE_PROOF_LENGTH),
  )
  requireKnowledge(
    { image: readPoint(ephemeral), context: ['ephemeral', ...context] },
    decodeHex(dealing.ephemeralProof, KNOWLEDGE_PROOF_LENGTH),
  )
}

/** What is in a seat's box under a box key: its piece, or nothing when it is not on the committed polynomial. */
const openBox = (ceremony: Ceremony, dealing: Dealing, { seat, sharedPoint }: { seat: number; sharedPoint: Point }) => {
  const box = dealing.boxes[seat - 1]
  if (box === undefined) throw new VaultError(`there is no box for seat ${seat}`)
  const ephemeral = readPoint(dealing.ephemeral)
  let piece: bigint
  try {
    const cipher = boxCipher({ ceremony, dealer: dealing.dealer, seat, ephemeral, sharedPoint })
    piece = decodeScalar(cipher.decrypt(decodeHex(box, BOX_LENGTH)))
  } catch {
    return undefined
  }
  const commitments = dealing.commitments.map(readPoint)
  // A piece of zero is one in 2^256, and noble multiplies by no zero.
  const isDealt = piece !== 0n && multiplySecretly(GENERATOR, piece).equals(evaluateCommitments(commitments, seat))
  return isDealt ? piece : undefined
}

/** That a seat's box is bad. It gives away the key of this one box, and proves that it is the key. */
export type Complaint = {
  /** Index of the seat that complains. */
  seat: number
  dealer: number
  /** Compressed point. */
  boxKey: Hex
  /** That the box key is `receivingKey * ephemeral`. */
  proof: Hex
}

const complaintStatement = (
  ceremony: Ceremony,
  dealing: Dealing,
  { seat, holder, sharedPoint }: { seat: number; holder: Seat; sharedPoint: Point },
) => ({
  bases: [GENERATOR, readPoint(dealing.ephemeral)] as const,
  images: [readPoint(holder.receivingKey), sharedPoint] as const,
  context: ['complaint', hashCeremony(ceremony), seat, decodeHex(hashDealing(dealing))],
})

const seatOf = ({ seats }: Ceremony, seat: number): Seat => {
  const holder = seats[seat - 1]
  if (!holder) throw new VaultError(`the ceremony has no seat ${seat}`)
  return holder
}

/** A seat's piece of a dealing that everyone found right, or a complaint that everyone can judge. */
export const receivePiece = (
  ceremony: Ceremony,
  dealing: Dealing,
  { seat, receivingSecret }: { seat: number; receivingSecret: bigint },
): { piece: bigint } | { complaint: Complaint } => {
  const ephemeral = readPoint(dealing.ephemeral)
  const sharedPoint = multiplySecretly(ephemeral, receivingSecret)
  const piece = openBox(ceremony, dealing, { seat, sharedPoint })
  if (piece !== undefined) return { piece }
  const statement = complaintStatement(ceremony, dealing, { seat, holder: seatOf(ceremony, seat), sharedPoint })
  return {
    complaint: {
      seat,
      dealer: dealing.dealer,
      boxKey: bytesToHex(encodePoint(sharedPoint)),
      proof: bytesToHex(proveEquality(statement, receivingSecret)),
    },
  }
}

/** Whether the box key is the true one and the box is bad under it. Anything else is a false complaint. */
export const isComplaintJust = (ceremony: Ceremony, dealing: Dealing, complaint: Complaint): boolean => {
  try {
    const { seat, boxKey, proof } = complaint
    const sharedPoint = readPoint(boxKey)
    const statement = complaintStatement(ceremony, dealing, { seat, holder: seatOf(ceremony, seat), sharedPoint })
    requireEquality(statement, decodeHex(proof, EQUALITY_PROOF_LENGTH))
    return openBox(ceremony, dealing, { seat, sharedPoint }) === undefined
  } catch (error) {
    if (error instanceof VaultError) return false
    throw error
  }
}
