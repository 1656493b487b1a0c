import { bytesToHex, type Hex } from 'viem'
import {
  type Ceremony,
  type DealingCommitment,
  requireCeremony,
  requireCommitments,
  type Seat,
  signCommitment,
  signSeat,
} from '../../../offchain/protocol/vault/ceremony.ts'
import {
  type CeremonyRecord,
  concludeCeremony,
  type Fault,
  type JudgedDealings,
  judgeDealings,
  qualifyDealings,
  sumPieces,
} from '../../../offchain/protocol/vault/concludeCeremony.ts'
import {
  encodePoint,
  encodeScalar,
  GENERATOR,
  multiplySecretly,
  randomScalar,
} from '../../../offchain/protocol/vault/curve.ts'
import {
  type Complaint,
  type Dealing,
  deal,
  hashDealing,
  type RevealedDealing,
  receivePiece,
  revealDealing,
} from '../../../offchain/protocol/vault/dealing.ts'
import { VaultError } from '../../../offchain/protocol/vault/vaultError.ts'
import {
  type CertifiedVaultKey,
  digestVaultKey,
  requireCertified,
  signDigest,
  type VaultKey,
} from '../../../offchain/protocol/vault/vaultKey.ts'

/** A node of a vault that lives in the test's own process. */
export type PureNode = { identity: Hex; identityKey: Uint8Array }

/** With its share of a key. */
export type PureHolder = PureNode & { index: number; share: bigint }

/** Compressed `secret * G`. */
export const hexOfPoint = (secret: bigint): Hex => bytesToHex(encodePoint(multiplySecretly(GENERATOR, secret)))

export const createIdentities = (count: number): PureNode[] =>
  Array.from({ length: count }, () => {
    const secret = randomScalar()
    return { identity: hexOfPoint(secret), identityKey: encodeScalar(secret) }
  })

type Delivery = { ceremony: Ceremony; to: Hex }

/** How somebody misbehaves. The relay may tell every node something else: `to` is the identity of the one that listens. */
export type Tamper = {
  seats?: (seats: readonly Seat[], delivery: { to: Hex }) => readonly Seat[]
  /** What a dealer makes before it commits. */
  deal?: (dealt: { ceremony: Ceremony; dealer: number; secret: bigint }) => Dealing
  commitments?: (commitments: readonly DealingCommitment[], delivery: Delivery) => readonly DealingCommitment[]
  dealings?: (dealings: readonly RevealedDealing[], delivery: Delivery) => readonly RevealedDealing[]
  complaints?: (complaints: readonly Complaint[], delivery: Delivery) => readonly Complaint[]
}

export type PureCeremony = {
  /** The future holders, in order. */
  nodes: readonly PureNode[]
  threshold: number
  epoch?: number
  /** A refresh or reshare: the key, and those of its holders who deal. */
  former?: CertifiedVaultKey
  formerShares?: readonly PureHolder[]
  tamper?: Tamper
}

/** What a seat came to by itself: a key that it signs and its share, or why it refuses. */
export type SeatOutcome =
  | { key: VaultKey; signature: Hex; share: bigint; faults: readonly Fault[] }
  | { refusal: Error }

/** A ceremony in which every node has taken its seat, with the secrets behind the receiving keys. */
export const openCeremony = ({
  nodes,
  threshold,
  former,
  epoch = (former?.epoch ?? 0) + 1,
}: Omit<PureCeremony, 'tamper' | 'formerShares'>): { ceremony: Ceremony; receivingSecrets: bigint[] } => {
  const receivingSecrets = nodes.map(randomScalar)
  const id = bytesToHex(encodeScalar(randomScalar()))
  const seats = nodes.map((node, place) =>
    signSeat({ id }, { ...node, receivingKey: hexOfPoint(receivingSecrets[place] as bigint) }),
  )
  return { ceremony: { id, epoch, threshold, seats, ...(former ? { former } : {}) }, receivingSecrets }
}

type Sight = { record: Omit<CeremonyRecord, 'complaints'>; judged: JudgedDealings }

type Participant = { node: PureNode; dealer?: number; secret?: bigint; seat?: number; receivingSecret?: bigint }

const unlessRefused = <Result>(step: () => Result): Result | { refusal: Error } => {
  try {
    return step()
  } catch (error) {
    if (error instanceof VaultError) return { refusal: error }
    throw error
  }
}
const isRefusal = (value: object): value is { refusal: Error } => 'refusal' in value

const isSame = (one: unknown, other: unknown): boolean =>
  Array.isArray(one) && Array.isArray(other)
    ? one.length === other.length && one.every((item, place) => item === other[place])
    : one === other

/** Nodes that were told the very same come to the same conclusion: a test does not wait for each of them to do so. */
const concludeOnce = <Told extends readonly unknown[], Conclusion>(conclude: (...told: Told) => Conclusion) => {
  const known: { told: Told; conclusion: Conclusion | { refusal: Error } }[] = []
  return (...told: Told): Conclusion | { refusal: Error } => {
    const before = known.find((one) => one.told.every((item, place) => isSame(item, told[place])))
    if (before) return before.conclusion
    const conclusion = unlessRefused(() => conclude(...told))
    known.push({ told, conclusion })
    return conclusion
  }
}

const listParticipants = (
  { nodes, former, formerShares = [] }: PureCeremony,
  receivingSecrets: readonly bigint[],
): Participant[] => {
  const seats = nodes.map((node, place) => ({
    node,
    seat: place + 1,
    receivingSecret: receivingSecrets[place] as bigint,
  }))
  if (!former) return seats.map((seat) => ({ ...seat, dealer: seat.seat, secret: randomScalar() }))
  const dealerOf = ({ index, share }: PureHolder) => ({ dealer: index, secret: share })
  const staying = seats.map((seat) => {
    const holder = formerShares.find(({ identity }) => identity === seat.node.identity)
    return holder ? { ...seat, ...dealerOf(holder) } : seat
  })
  const leaving = formerShares.filter(({ identity }) => nodes.every((node) => node.identity !== identity))
  return [...staying, ...leaving.map((holder) => ({ node: holder, ...dealerOf(holder) }))]
}

/** Each seat's own conclusion, in a ceremony where every node believes what `tamper` lets it see. */
export const runPureSeats = (parameters: PureCeremony): { ceremony: Ceremony; outcomes: SeatOutcome[] } => {
  const { tamper = {} } = parameters
  const { ceremony: opened, receivingSecrets } = openCeremony(parameters)
  const { seats } = opened
  const participants = listParticipants(parameters, receivingSecrets)

  const enter = concludeOnce((shown: readonly Seat[]) => {
    const ceremony = { ...opened, seats: shown }
    requireCeremony(ceremony)
    return ceremony
  })
  const joined = participants.map((participant) => {
    const to = participant.node.identity
    const ceremony = enter(tamper.seats?.(seats, { to }) ?? seats)
    if (isRefusal(ceremony)) return ceremony
    const { dealer, secret } = participant
    if (dealer === undefined || secret === undefined) return { ...participant, ceremony, to }
    const dealing = tamper.deal?.({ ceremony, dealer, secret }) ?? deal(ceremony, { dealer, secret })
    return { ...participant, ceremony, to, dealing }
  })

  const commitments = joined.flatMap((one) =>
    isRefusal(one) || !('dealing' in one)
      ? []
      : [
          signCommitment(one.ceremony, {
            dealer: one.dealing.dealer,
            dealingHash: hashDealing(one.dealing),
            identityKey: one.node.identityKey,
          }),
        ],
  )
  const accept = concludeOnce((ceremony: Ceremony, shown: readonly DealingCommitment[]) => {
    requireCommitments(ceremony, shown)
    return shown
  })
  const committed = joined.map((one) => {
    if (isRefusal(one)) return one
    const accepted = accept(one.ceremony, tamper.commitments?.(commitments, one) ?? commitments)
    return isRefusal(accepted) ? accepted : { ...one, commitments: accepted }
  })

  const dealings = committed.flatMap((one) =>
    isRefusal(one) || !('dealing' in one)
      ? []
      : [
          revealDealing(one.ceremony, {
            dealing: one.dealing,
            commitments: one.commitments,
            identityKey: one.node.identityKey,
          }),
        ],
  )
  const judge = concludeOnce(
    (ceremony: Ceremony, promised: readonly DealingCommitment[], shown: readonly RevealedDealing[]) => ({
      record: { commitments: promised, dealings: shown },
      judged: judgeDealings(ceremony, { commitments: promised, dealings: shown }),
    }),
  )
  // Seats come first.
  const judging = committed.slice(0, seats.length).map((one) => {
    if (isRefusal(one)) return one
    const { ceremony, seat, receivingSecret } = one
    if (seat === undefined || receivingSecret === undefined) throw new Error('seats come before other dealers')
    const sight = judge(ceremony, one.commitments, tamper.dealings?.(dealings, one) ?? dealings)
    if (isRefusal(sight)) return sight
    const pieces = new Map<number, bigint>()
    const complaints = sight.judged.sound.flatMap((dealing) => {
      const received = receivePiece(ceremony, dealing, { seat, receivingSecret })
      if ('complaint' in received) return [received.complaint]
      pieces.set(dealing.dealer, received.piece)
      return []
    })
    return { ...one, sight, pieces, complaints }
  })

  const complaints = judging.flatMap((one) => (isRefusal(one) ? [] : one.complaints))
  const finish = concludeOnce((ceremony: Ceremony, { record, judged }: Sight, heard: readonly Complaint[]) => {
    const qualified = qualifyDealings(ceremony, { ...record, complaints: heard }, judged)
    return { qualified, key: concludeCeremony(ceremony, qualified) }
  })
  const outcomes = judging.map((one): SeatOutcome => {
    if (isRefusal(one)) return one
    const { ceremony, node, pieces, sight } = one
    const finished = finish(ceremony, sight, tamper.complaints?.(complaints, one) ?? complaints)
    if (isRefusal(finished)) return finished
    const { key, qualified } = finished
    return unlessRefused(() => ({
      key,
      share: sumPieces(ceremony, qualified, pieces),
      signature: signDigest(digestVaultKey(key), node.identityKey),
      faults: qualified.faults,
    }))
  })
  return { ceremony: opened, outcomes }
}

/** The certificate of what the given seats signed; of those that came to another key, nothing is used. */
export const certify = (key: VaultKey, outcomes: readonly SeatOutcome[]): CertifiedVaultKey => {
  const wanted = bytesToHex(digestVaultKey(key))
  const signatures = outcomes.map((outcome) =>
    !isRefusal(outcome) && bytesToHex(digestVaultKey(outcome.key)) === wanted ? outcome.signature : null,
  )
  return { ...key, signatures }
}

/** A whole ceremony, in which every seat must come to the same certified key. Throws the first refusal otherwise. */
export const runPureCeremony = (
  parameters: PureCeremony,
): { ceremony: Ceremony; key: CertifiedVaultKey; holders: PureHolder[]; faults: readonly Fault[] } => {
  const { ceremony, outcomes } = runPureSeats(parameters)
  const concluded = outcomes.map((outcome) => {
    if (isRefusal(outcome)) throw outcome.refusal
    return outcome
  })
  const [first] = concluded
  if (!first) throw new Error('a ceremony has seats')
  const key = certify(first.key, outcomes)
  requireCertified(key)
  const holders = concluded.map(({ share }, place) => {
    const node = parameters.nodes[place] as PureNode
    // What everyone else relies on: the share is the one behind the public share.
    const isHeld = hexOfPoint(share) === key.members[place]?.publicShare
    if (!isHeld) throw new Error(`the share of seat ${place + 1} is not behind its public share`)
    return { ...node, index: place + 1, share }
  })
  return { ceremony, key, holders, faults: first.faults }
}
