import { bytesToHex, type Hex } from 'viem'
import type { Log } from '../../log.ts'
import {
  type Ceremony,
  type CeremonyPlan,
  requireCeremony,
  requireCommitments,
  signCommitment,
  signSeat,
} from '../../protocol/vault/ceremony.ts'
import { concludeCeremony, judgeDealings, qualifyDealings, sumPieces } from '../../protocol/vault/concludeCeremony.ts'
import { encodePoint, GENERATOR, multiplySecretly, randomScalar } from '../../protocol/vault/curve.ts'
import {
  type Complaint,
  type Dealing,
  deal,
  hashDealing,
  receivePiece,
  revealDealing,
} from '../../protocol/vault/dealing.ts'
import { VaultError } from '../../protocol/vault/vaultError.ts'
import { digestVaultKey, isSameKey, signDigest } from '../../protocol/vault/vaultKey.ts'
import { createRuns, type Judged, type Part, type Seated } from './createRuns.ts'
import { RefusedError, refuseAs } from './refusedError.ts'
import { type Allegiance, requireEpoch, requireFormer, requirePlan } from './requirePlan.ts'
import { requireStored } from './requireStored.ts'
import type { VaultNode } from './vaultNode.ts'
import type { VaultStore } from './vaultStore.ts'

const publicOf = (secret: bigint): Hex => bytesToHex(encodePoint(multiplySecretly(GENERATOR, secret)))

export type CeremoniesParameters = {
  identity: Hex
  identityKey: Uint8Array
  store: VaultStore
  allegiance: Allegiance
  /** Unix seconds. */
  clock: () => number
  log: Log
}

/** Whether the seats are those of the plan that was joined. */
const requireSamePlan = (plan: CeremonyPlan, { id, epoch, threshold, former, seats }: Ceremony, part: Part): void => {
  const isSameFormer = plan.former ? former !== undefined && isSameKey(plan.former, former) : former === undefined
  const isSame =
    epoch === plan.epoch &&
    threshold === plan.threshold &&
    isSameFormer &&
    seats.length === plan.identities.length &&
    seats.every(({ identity }, place) => identity === plan.identities[place])
  if (!isSame) throw new RefusedError('planDiffers', `ceremony ${id} is not the one that this node joined`)
  if (part.seat && seats[part.seat.index - 1]?.receivingKey !== part.seat.signed.receivingKey) {
    throw new RefusedError('seatDiffers', `seat ${part.seat.index} is not as this node signed it`)
  }
}

/** A node's side of ceremonies. What it holds of one that is not over is gone when the process ends. */
export const createCeremonies = ({
  identity,
  identityKey,
  store,
  allegiance,
  clock,
  log,
}: CeremoniesParameters): Pick<VaultNode, 'join' | 'commit' | 'reveal' | 'judge' | 'conclude'> => {
  const runs = createRuns(clock)

  const findPart = ({ id, identities, former }: CeremonyPlan): Part => {
    const index = identities.indexOf(identity) + 1
    const active = store.active()
    const isDealer = former ? active !== undefined && isSameKey(active.key, former) : index > 0
    if (index === 0 && !isDealer) {
      throw new RefusedError('noPart', `node ${identity} has neither a seat in ceremony ${id} nor a share to deal`)
    }
    const part: Part = {}
    if (isDealer) part.dealer = former ? active?.index : index
    if (index > 0) {
      const receivingSecret = randomScalar()
      const signed = signSeat({ id }, { identity, identityKey, receivingKey: publicOf(receivingSecret) })
      part.seat = { index, signed, receivingSecret }
    }
    return part
  }

  /** What a dealer deals: its share of the former key, which it may have erased meanwhile, or a part of a new key. */
  const secretOf = ({ id, former }: Ceremony): bigint => {
    if (!former) return randomScalar()
    const active = store.active()
    if (active && isSameKey(active.key, former)) return active.share
    throw new RefusedError('formerOutdated', `this node does not serve the former key of ceremony ${id} any more`)
  }

  /** The node's pieces of the sound dealings, and its complaints about those that only it can see to be bad. */
  const receiveAll = (ceremony: Ceremony, sound: readonly Dealing[], { index, receivingSecret }: Seated) => {
    const pieces = new Map<number, bigint>()
    const complaints: Complaint[] = []
    for (const dealing of sound) {
      const received = receivePiece(ceremony, dealing, { seat: index, receivingSecret })
      if ('piece' in received) pieces.set(dealing.dealer, received.piece)
      else complaints.push(received.complaint)
    }
    return { pieces, complaints }
  }

  /** The node's share of the key that came out, when it fits. */
  const concludeRun = (run: Judged, seat: number, complaints: readonly Complaint[]) => {
    const { ceremony, pieces, sight } = run
    const qualified = qualifyDealings(ceremony, { ...run, complaints }, sight)
    const key = concludeCeremony(ceremony, qualified)
    const share = sumPieces(ceremony, qualified, pieces)
    if (key.members[seat - 1]?.publicShare !== publicOf(share)) {
      throw new VaultError(`the share of seat ${seat} does not fit its public share`)
    }
    return { key, share, faults: qualified.faults }
  }

  return {
    join(plan) {
      requirePlan(plan, { allegiance, store })
      const part = findPart(plan)
      runs.begin(plan.id, { done: 'join', plan, part })
      log.info(
        { ceremony: plan.id, epoch: plan.epoch, seat: part.seat?.index, dealer: part.dealer },
        'joined a ceremony',
      )
      return part.seat?.signed ?? null
    },

    commit(ceremony) {
      const { plan, part } = runs.require(ceremony.id, 'join')
      requireSamePlan(plan, ceremony, part)
      refuseAs('ceremonyInvalid', () => requireCeremony(ceremony))
      const dealing = part.dealer && deal(ceremony, { dealer: part.dealer, secret: secretOf(ceremony) })
      runs.advance(ceremony.id, { done: 'commit', part, ceremony, dealing: dealing || undefined })
      if (!dealing) return null
      return signCommitment(ceremony, { dealer: dealing.dealer, dealingHash: hashDealing(dealing), identityKey })
    },

    reveal(id, commitments) {
      const { part, ceremony, dealing } = runs.require(id, 'commit')
      refuseAs('commitmentsInvalid', () => requireCommitments(ceremony, commitments))
      runs.advance(id, { done: 'reveal', part, ceremony, commitments })
      return dealing ? revealDealing(ceremony, { dealing, commitments, identityKey }) : null
    },

    judge(id, dealings) {
      const { part, ceremony, commitments } = runs.require(id, 'reveal')
      const sight = judgeDealings(ceremony, { commitments, dealings })
      const { pieces, complaints } = part.seat
        ? receiveAll(ceremony, sight.sound, part.seat)
        : { pieces: new Map<number, bigint>(), complaints: [] }
      runs.advance(id, { done: 'judge', part, ceremony, commitments, dealings, sight, pieces })
      return complaints
    },

    async conclude(id, complaints) {
      const run = runs.require(id, 'judge')
      const { seat } = run.part
      if (!seat) {
        runs.end(id)
        return null
      }
      const { key, share, faults } = refuseAs('ceremonyFailed', () => concludeRun(run, seat.index, complaints))
      // Meanwhile another ceremony may have used the epoch up, or given this node a key that is not to be left behind.
      requireEpoch(key, store)
      requireFormer(run.ceremony, { allegiance, store })
      runs.advance(id, { done: 'conclude', part: run.part })
      try {
        // Before the signature leaves: what this node has signed, it holds, whatever happens next.
        await requireStored(log, store.keepPending({ key, index: seat.index, share }))
      } catch (error) {
        runs.advance(id, run)
        throw error
      }
      runs.end(id)
      log.info({ ceremony: id, epoch: key.epoch, masterKey: key.masterKey, faults }, 'holds a share of a new key')
      return { key, signature: signDigest(digestVaultKey(key), identityKey), faults }
    },
  }
}
