import type { Hex } from 'viem'
import { decodePoint, POINT_LENGTH } from './curve.ts'
import { decodeHex } from './decodeHex.ts'
import { hashParts } from './frame.ts'
import { VaultError } from './vaultError.ts'
import {
  type CertifiedVaultKey,
  digestVaultKey,
  HASH_LENGTH,
  requireCertified,
  requireVaultSize,
  signDigest,
  verifySignature,
} from './vaultKey.ts'

/** A future holder of a share. Its index is its place in the list, from one. */
export type Seat = {
  /** Compressed point: the key with which the node signs. */
  identity: Hex
  /**
   * Compressed point: made for this ceremony, kept in memory, and gone with it. A recording of the ceremony stays closed to
   * whoever steals the node's other keys later; else an old epoch's shares would be as good as the present ones.
   */
  receivingKey: Hex
  /** By the identity, over the ceremony's id and the receiving key. */
  signature: Hex
}

/** What a node is asked to take part in, before the seats are known. */
export type CeremonyPlan = {
  /** 32 bytes, never used before. */
  id: Hex
  /** Of the key that it makes: later than that of the former one, and one in which no node has signed another key. */
  epoch: number
  /** How many shares will open a ciphertext. */
  threshold: number
  /** Identities of the future holders. */
  identities: readonly Hex[]
  /** The key that is dealt anew, by its holders; without one, the future holders make a new key. */
  former?: CertifiedVaultKey
}

/** Who deals what to whom. A refresh deals a key to its holders anew; a reshare deals it to others. */
export type Ceremony = Omit<CeremonyPlan, 'identities'> & { seats: readonly Seat[] }

const seatDigest = (id: Hex, receivingKey: Hex): Uint8Array =>
  hashParts('seat', [decodeHex(id, HASH_LENGTH), decodeHex(receivingKey, POINT_LENGTH)])

/** Takes a place in a ceremony. */
export const signSeat = (
  { id }: { id: Hex },
  { identity, identityKey, receivingKey }: { identity: Hex; identityKey: Uint8Array; receivingKey: Hex },
): Seat => ({ identity, receivingKey, signature: signDigest(seatDigest(id, receivingKey), identityKey) })

/** Binds every message of a ceremony to all of it. */
export const hashCeremony = ({ id, epoch, threshold, seats, former }: Ceremony): Uint8Array =>
  hashParts('ceremony', [
    decodeHex(id, HASH_LENGTH),
    epoch,
    threshold,
    seats.length,
    ...seats.flatMap(({ identity, receivingKey }) => [
      decodeHex(identity, POINT_LENGTH),
      decodeHex(receivingKey, POINT_LENGTH),
    ]),
    ...(former ? [digestVaultKey(former)] : []),
  ])

/** Who deals: the holders of the former key, or those of the new one. By place. */
export const dealersOf = ({ former, seats }: Ceremony): readonly Hex[] =>
  (former?.members ?? seats).map(({ identity }) => identity)

/** How many dealings a new key is made of, at least. */
export const dealingsNeeded = ({ former, threshold }: Ceremony): number => former?.threshold ?? threshold

/**
 * Abandoned ceremonies use up epochs, and a hostile coordinator must not use up all of them: there are more than a node keeps
 * shares for, and few enough that no single ceremony leaps to the end of all numbers.
 */
export const MOST_SKIPPED_EPOCHS = 1_000_000

/** Throws a {@link VaultError} unless sizes are sound, seats signed and distinct, and the former key is certified. */
export const requireCeremony = (ceremony: Ceremony): void => {
  const { id, epoch, threshold, seats, former } = ceremony
  requireVaultSize(seats.length, threshold)
  if (former) requireCertified(former)
  const before = former?.epoch ?? 0
  if (!Number.isSafeInteger(epoch) || epoch <= before || epoch > before + 1 + MOST_SKIPPED_EPOCHS) {
    throw new VaultError(`epoch ${epoch} does not follow epoch ${before}`)
  }
  for (const { identity, receivingKey, signature } of seats) {
    decodePoint(decodeHex(receivingKey, POINT_LENGTH))
    if (!verifySignature({ identity, digest: seatDigest(id, receivingKey), signature })) {
      throw new VaultError(`the seat of ${identity} is not signed by it`)
    }
  }
  if (new Set(seats.map(({ identity }) => identity)).size !== seats.length) {
    throw new VaultError('a node has two seats')
  }
}

/**
 * A dealer's promise of what it will deal, made before it has seen any other dealing. What is left is to stop a dealing from
 * counting after it was shown, and so to choose among few keys none of which one knows: that is of no use against
 * encryption (Gennaro, Jarecki, Krawczyk and Rabin, 1999 and 2007).
 */
export type DealingCommitment = {
  /** Index of the dealer, from one. */
  dealer: number
  /** 32 bytes: `hashDealing`. */
  dealingHash: Hex
  signature: Hex
}

const commitmentDigest = (ceremony: Ceremony, dealer: number, dealingHash: Hex): Uint8Array =>
  hashParts('commitment', [hashCeremony(ceremony), dealer, decodeHex(dealingHash, HASH_LENGTH)])

export const signCommitment = (
  ceremony: Ceremony,
  { dealer, dealingHash, identityKey }: { dealer: number; dealingHash: Hex; identityKey: Uint8Array },
): DealingCommitment => ({
  dealer,
  dealingHash,
  signature: signDigest(commitmentDigest(ceremony, dealer, dealingHash), identityKey),
})

/** Throws a {@link VaultError} unless each is of another dealer and signed by it, in this ceremony. */
export const requireCommitments = (ceremony: Ceremony, commitments: readonly DealingCommitment[]): void => {
  if (new Set(commitments.map(({ dealer }) => dealer)).size !== commitments.length) {
    throw new VaultError('a dealer has two commitments')
  }
  for (const { dealer, dealingHash, signature } of commitments) {
    const identity = dealersOf(ceremony)[dealer - 1]
    if (!identity) throw new VaultError(`the ceremony has no dealer ${dealer}`)
    if (!verifySignature({ identity, digest: commitmentDigest(ceremony, dealer, dealingHash), signature })) {
      throw new VaultError(`the commitment of dealer ${dealer} is not signed by it`)
    }
  }
}
