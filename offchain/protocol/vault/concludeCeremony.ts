import { bytesToHex } from 'viem'
import { type Ceremony, type DealingCommitment, dealingsNeeded, hashCeremony } from './ceremony.ts'
import {
  addScalars,
  decodePoint,
  encodePoint,
  evaluateCommitments,
  lagrangeCoefficient,
  multiplyScalars,
  POINT_LENGTH,
  sumOfProducts,
} from './curve.ts'
import {
  type Complaint,
  type Dealing,
  hashDealing,
  isComplaintJust,
  type RevealedDealing,
  requireDealing,
  requireRevelation,
} from './dealing.ts'
import { decodeHex } from './decodeHex.ts'
import { hashParts } from './frame.ts'
import { VaultError } from './vaultError.ts'
import type { VaultKey } from './vaultKey.ts'

/** What a node did wrong in a ceremony, as every other node saw it. */
export type Fault = { role: 'dealer' | 'seat'; index: number; problem: string }

/** Everything that was said in a ceremony; all nodes conclude the same from it. */
export type CeremonyRecord = {
  commitments: readonly DealingCommitment[]
  dealings: readonly RevealedDealing[]
  complaints: readonly Complaint[]
}

/** Which dealings count, and who did what wrong. */
export type Qualified = { dealings: readonly Dealing[]; faults: readonly Fault[] }

/** What everyone sees of the dealings before anybody complains. */
export type JudgedDealings = { sound: readonly RevealedDealing[]; faults: readonly Fault[] }

type Shown = Pick<CeremonyRecord, 'commitments' | 'dealings'>

const requireKept = (ceremony: Ceremony, { commitments, dealings }: Shown, promise: DealingCommitment) => {
  const shown = dealings.filter(({ dealer }) => dealer === promise.dealer)
  if (shown.length === 0) throw new VaultError('committed, and then dealt nothing')
  const dealing = shown.find((one) => hashDealing(one) === promise.dealingHash)
  if (!dealing) throw new VaultError('dealt something else than it had committed to')
  requireRevelation(ceremony, { dealing, commitments })
  requireDealing(ceremony, dealing)
  return dealing
}

/** Tells sound dealings from others, by what everyone can see. The commitments must have been checked. */
export const judgeDealings = (ceremony: Ceremony, shown: Shown): JudgedDealings => {
  const sound: RevealedDealing[] = []
  const faults: Fault[] = []
  for (const promise of [...shown.commitments].sort((one, other) => one.dealer - other.dealer)) {
    try {
      sound.push(requireKept(ceremony, shown, promise))
    } catch (error) {
      if (!(error instanceof VaultError)) throw error
      faults.push({ role: 'dealer', index: promise.dealer, problem: error.message })
    }
  }
  return { sound, faults }
}

/**
 * Judges a ceremony: the same answer at every node that has the same record. The commitments must have been checked.
 * Most of its work is {@link judgeDealings}, which a node has done before it complained.
 *
 * @throws VaultError when too few dealings are left; it names every fault.
 */
export const qualifyDealings = (
  ceremony: Ceremony,
  record: CeremonyRecord,
  { sound, faults: seen }: JudgedDealings = judgeDealings(ceremony, record),
): Qualified => {
  const faults = [...seen]
  const isLeftOut = (dealer: number) => faults.some(({ role, index }) => role === 'dealer' && index === dealer)
  for (const complaint of record.complaints) {
    const { dealer, seat } = complaint
    if (isLeftOut(dealer)) continue
    const dealing = sound.find((one) => one.dealer === dealer)
    if (dealing && isComplaintJust(ceremony, dealing, complaint)) {
      faults.push({ role: 'dealer', index: dealer, problem: `gave seat ${seat} a piece that is not on its polynomial` })
    } else {
      // Who speaks is not proven by a false complaint: the coordinator may have made it up. It is named and ignored.
      faults.push({ role: 'seat', index: seat, problem: `false complaint about dealer ${dealer}` })
    }
  }
  const good = sound.filter(({ dealer }) => !isLeftOut(dealer))
  const needed = dealingsNeeded(ceremony)
  if (good.length < needed) {
    const named = faults.map(({ role, index, problem }) => `${role} ${index} ${problem}`).join('; ')
    throw new VaultError(`${good.length} of ${needed} dealings are good: ${named || 'the others said nothing'}`)
  }
  // So many dealings determine a former key, and one of them is honest. More would only be more that a seat could lack.
  return { dealings: ceremony.former ? good.slice(0, needed) : good, faults }
}

/** What a dealing counts for in the sum: all, or its part of the former key's polynomial at zero. */
const weightOf = ({ former }: Ceremony, dealings: readonly Dealing[], dealer: number): bigint =>
  former
    ? lagrangeCoefficient(
        dealer,
        dealings.map((dealing) => dealing.dealer),
      )
    : 1n

/**
 * The new key, from public data alone.
 *
 * @throws VaultError when a former key would come out changed.
 */
export const concludeCeremony = (ceremony: Ceremony, { dealings }: Qualified): VaultKey => {
  const { epoch, former, seats, threshold } = ceremony
  const weights = dealings.map(({ dealer }) => weightOf(ceremony, dealings, dealer))
  const commitments = Array.from({ length: threshold }, (_, degree) =>
    sumOfProducts(
      dealings.map((dealing) => decodePoint(decodeHex(dealing.commitments[degree] ?? '0x', POINT_LENGTH))),
      weights,
    ),
  )
  const [constant] = commitments
  if (!constant) throw new VaultError('a key has at least one coefficient')
  const masterKey = bytesToHex(encodePoint(constant))
  if (former && masterKey !== former.masterKey) throw new VaultError('the master key would change')
  const transcript = hashParts('transcript', [
    hashCeremony(ceremony),
    ...dealings.map((dealing) => decodeHex(hashDealing(dealing))),
  ])
  const members = seats.map(({ identity }, place) => ({
    identity,
    publicShare: bytesToHex(encodePoint(evaluateCommitments(commitments, place + 1))),
  }))
  return { masterKey, epoch, threshold, members, transcript: bytesToHex(transcript) }
}

/** A seat's share of the new key, from its pieces by dealer. */
export const sumPieces = (ceremony: Ceremony, { dealings }: Qualified, pieces: ReadonlyMap<number, bigint>): bigint =>
  dealings.reduce((sum, { dealer }) => {
    const piece = pieces.get(dealer)
    if (piece === undefined) throw new VaultError(`dealer ${dealer} qualified although our complaint stands`)
    return addScalars(sum, multiplyScalars(weightOf(ceremony, dealings, dealer), piece))
  }, 0n)
