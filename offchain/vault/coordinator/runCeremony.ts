import { randomBytes } from 'node:crypto'
import { bytesToHex, type Hex } from 'viem'
import { z } from 'zod'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import {
  type Ceremony,
  type CeremonyPlan,
  type DealingCommitment,
  dealersOf,
  dealingsNeeded,
  requireCeremony,
  requireCommitments,
} from '../../protocol/vault/ceremony.ts'
import { concludeCeremony, type Fault, qualifyDealings } from '../../protocol/vault/concludeCeremony.ts'
import { VaultError } from '../../protocol/vault/vaultError.ts'
import {
  type CertifiedVaultKey,
  certificateQuorum,
  digestVaultKey,
  requireCertified,
  requireVaultSize,
  verifySignature,
} from '../../protocol/vault/vaultKey.ts'
import { nameNode } from '../client/nameNode.ts'
import type { Roster } from '../client/roster.ts'
import { NodeRefusedError, type VaultNodeClient } from '../client/vaultNodeClient.ts'
import {
  complaintSchema,
  concludedSchema,
  dealingCommitmentSchema,
  dealingSchema,
  NODE_PATHS,
  seatSchema,
} from '../client/wire.ts'
import { activateKey } from './activateKey.ts'
import { type AskParticipantsParameters, askParticipants, type Participant } from './askParticipants.ts'
import { findNewestKey } from './findNewestKey.ts'
import { listEpochs } from './listEpochs.ts'
import { surveyNodes } from './surveyNodes.ts'

export type CeremonyStep = 'survey' | 'join' | 'commit' | 'reveal' | 'judge' | 'conclude' | 'activate'

/** How far a ceremony is: a step is over, and so many of those who were asked are still in it. */
export type CeremonyProgress = { step: CeremonyStep; done: number; of: number }

export type RunCeremonyParameters = {
  /** The future holders and, where a key is dealt anew, its present ones. */
  nodes: readonly VaultNodeClient[]
  /** The future holders. */
  roster: Roster
  /** The newest key of the vault, to be dealt anew: a refresh to its own holders, a reshare to others. Otherwise a fresh key. */
  former?: CertifiedVaultKey
  log?: Log
  onStep?: (progress: CeremonyProgress) => void
  signal: AbortSignal
}

export type CeremonyOutcome = {
  key: CertifiedVaultKey
  /** Who was left out, or did wrong. None of it harmed the key. */
  faults: readonly Fault[]
  /** Indices of the nodes that serve the key now. Fewer than the threshold open nothing until the others are told, too. */
  activated: readonly number[]
}

/** Which key the vault has must be certain before it gets another one. */
const requireNewest = (newest: CertifiedVaultKey | undefined, former: CertifiedVaultKey | undefined): void => {
  if (!newest || (former && newest.epoch <= former.epoch)) return
  throw new KitError(
    former
      ? `the vault has a key of epoch ${newest.epoch} already, later than the one of epoch ${former.epoch} that is to be dealt anew`
      : `the nodes hold the key of epoch ${newest.epoch} already; refresh it instead`,
  )
}

/** Every seat is signed by its node: without one of them there is no ceremony. */
const requireAll = (
  found: readonly Hex[],
  { roster, problems, retryable }: { roster: Roster; problems: readonly string[]; retryable: boolean },
): void => {
  const missing = roster.nodes.filter(({ identity }) => !found.includes(identity))
  if (missing.length === 0) return
  const names = missing.map(nameNode).join(', ')
  const message = `every future holder must take its seat, and ${names} did not: ${problems.join('; ')}`
  throw new KitError(message, { retryable })
}

const asKitError = <Value>(act: () => Value, before: string): Value => {
  try {
    return act()
  } catch (error) {
    if (error instanceof VaultError) throw new KitError(`${before}: ${error.message}`)
    throw error
  }
}

/**
 * Makes a key, or deals it anew, among nodes that need not trust whoever runs this: they check everything themselves, and
 * what is said here is public. It can be stopped, and be run again, at any time. Before the nodes sign nothing has changed;
 * from then on {@link resumeActivation} ends it.
 *
 * What it takes, so many future holders as there are in the roster: all of them to take their seats; as many dealings as
 * open a secret; and `certificateQuorum` of the future holders to stay until they have signed. Whoever drops out in between
 * is left out, and named. A node that missed the end takes part again in the next refresh.
 *
 * @throws KitError when too few are left.
 */
export const runCeremony = async ({
  nodes,
  roster,
  former,
  log,
  onStep,
  signal,
}: RunCeremonyParameters): Promise<CeremonyOutcome> => {
  const identities = roster.nodes.map(({ identity }) => identity)
  const formerIdentities = former?.members.map(({ identity }) => identity) ?? []
  asKitError(() => {
    requireVaultSize(identities.length, roster.threshold)
    if (former) requireCertified(former)
  }, 'there can be no such ceremony')
  const faults: Fault[] = []
  const refusals: (KitError | VaultError)[] = []
  const onFault = (fault: Fault, error?: KitError | VaultError): void => {
    faults.push(fault)
    if (error) refusals.push(error)
  }
  const said = (): string[] => faults.map(({ problem }) => problem)

  const target = { threshold: roster.threshold, identities }
  const rosters = [target, ...(former ? [{ threshold: former.threshold, identities: formerIdentities }] : [])]
  const masterKey = former?.masterKey
  const survey = await surveyNodes(nodes, { rosters, masterKey, signal })
  const present = survey.filter(({ status }) => status !== undefined)
  onStep?.({ step: 'survey', done: present.length, of: nodes.length })
  requireAll(
    present.map(({ client }) => client.node.identity),
    { roster, problems: survey.flatMap(({ problems }) => problems), retryable: true },
  )
  requireNewest(findNewestKey(survey, { rosters, masterKey }), former)

  const placeOf = (all: readonly Hex[], identity: Hex): number | undefined => all.indexOf(identity) + 1 || undefined
  const everyone: readonly Participant[] = present
    .map(({ client }) => ({
      client,
      seat: placeOf(identities, client.node.identity),
      dealer: placeOf(former ? formerIdentities : identities, client.node.identity),
    }))
    // After a reshare, the nodes before it may still be asked about.
    .filter(({ seat, dealer }) => seat !== undefined || dealer !== undefined)
  let participants = everyone

  /** One step at everyone who is still in it. */
  const ask = async <Answer>(
    step: CeremonyStep & keyof typeof NODE_PATHS,
    { body, schema, check }: Pick<AskParticipantsParameters<Answer>, 'body' | 'schema' | 'check'>,
  ): Promise<{ participant: Participant; answer: Answer }[]> => {
    const path = NODE_PATHS[step]
    const answers = await askParticipants({ participants, path, body, schema, check, onFault, log, signal })
    onStep?.({ step, done: answers.length, of: participants.length })
    participants = answers.map(({ participant }) => participant)
    return answers
  }

  const [firstEpoch, ...laterEpochs] = listEpochs(survey, former)
  const join = async (epoch: number) => {
    participants = everyone
    faults.length = 0
    refusals.length = 0
    const id = bytesToHex(randomBytes(32))
    const plan: CeremonyPlan = { id, epoch, ...target, ...(former && { former }) }
    const joined = await ask('join', {
      body: { plan },
      schema: seatSchema.nullable(),
      check: (seat, { client }) => {
        const expected = identities.includes(client.node.identity) ? client.node.identity : undefined
        if (seat?.identity !== expected) throw new VaultError('took another seat than its own')
      },
    })
    const isEpochUsed = refusals.some((error) => error instanceof NodeRefusedError && error.code === 'epochUsed')
    return { plan, seats: joined.flatMap(({ answer }) => answer ?? []), isEpochUsed }
  }
  let attempt = await join(firstEpoch)
  for (const epoch of laterEpochs) if (attempt.isEpochUsed) attempt = await join(epoch)
  const { plan, seats } = attempt
  requireAll(
    seats.map(({ identity }) => identity),
    {
      roster,
      problems: said(),
      retryable: refusals.every((error) => error instanceof KitError && error.retryable),
    },
  )
  const { identities: _identities, ...planned } = plan
  const ceremony: Ceremony = {
    ...planned,
    seats: identities.flatMap((identity) => seats.find((seat) => seat.identity === identity) ?? []),
  }
  asKitError(() => requireCeremony(ceremony), 'the nodes did not join')

  const committed = await ask('commit', {
    body: { ceremony },
    schema: dealingCommitmentSchema.nullable(),
    check: (commitment, { dealer }) => {
      if (!commitment) return
      if (commitment.dealer !== dealer) throw new VaultError('committed in the name of another dealer')
      requireCommitments(ceremony, [commitment])
    },
  })
  const commitments: DealingCommitment[] = committed.flatMap(({ answer }) => answer ?? [])
  for (const { participant, answer } of committed) {
    if (participant.dealer !== undefined && !answer) {
      onFault({
        role: 'dealer',
        index: participant.dealer,
        problem: 'deals nothing: it holds no share of the former key',
      })
    }
  }
  const needed = dealingsNeeded(ceremony)
  if (commitments.length < needed) {
    const message = `${commitments.length} of ${needed} dealers that are needed have committed: ${said().join('; ')}`
    throw new KitError(message, { retryable: true })
  }

  const revealed = await ask('reveal', {
    body: { id: plan.id, commitments },
    schema: dealingSchema.nullable(),
    check: (dealing, { dealer }) => {
      if (dealing && dealing.dealer !== dealer) throw new VaultError('dealt in the name of another dealer')
    },
  })
  const dealings = revealed.flatMap(({ answer }) => answer ?? [])

  const judged = await ask('judge', {
    body: { id: plan.id, dealings },
    schema: z.array(complaintSchema).max(dealersOf(ceremony).length),
    check: (complaints, { seat }) => {
      if (complaints.some((complaint) => complaint.seat !== seat))
        throw new VaultError('complains in the name of another seat')
    },
  })
  const complaints = judged.flatMap(({ answer }) => answer)

  const qualified = asKitError(
    () => qualifyDealings(ceremony, { commitments, dealings, complaints }),
    'the ceremony failed, and nothing has changed',
  )
  faults.push(...qualified.faults)
  const made = asKitError(() => concludeCeremony(ceremony, qualified), 'the ceremony failed, and nothing has changed')
  const quorum = certificateQuorum(identities.length, roster.threshold)
  const requireQuorum = (count: number, did: string): void => {
    if (count >= quorum) return
    throw new KitError(`${count} of ${quorum} future holders that are needed ${did}: ${said().join('; ')}`, {
      retryable: true,
    })
  }
  requireQuorum(participants.filter(({ seat }) => seat !== undefined).length, 'are left')

  const digest = digestVaultKey(made)
  const concluded = await ask('conclude', {
    body: { id: plan.id, complaints },
    schema: concludedSchema.nullable(),
    check: (answer, { client, seat }) => {
      if (seat === undefined) return
      const { identity } = client.node
      if (!answer || !verifySignature({ identity, digest, signature: answer.signature })) {
        throw new VaultError('did not sign the key that everyone else made')
      }
    },
  })
  const signatures = identities.map(
    (_identity, place) =>
      concluded.find(({ participant }) => participant.seat === place + 1)?.answer?.signature ?? null,
  )
  requireQuorum(signatures.filter((signature) => signature !== null).length, 'have signed')
  const key: CertifiedVaultKey = { ...made, signatures }
  asKitError(() => requireCertified(key), 'the new key is not certified')

  const holders = participants.filter(({ seat }) => seat !== undefined).map(({ client }) => client)
  const activated = await activateKey({ key, nodes: holders, log, signal })
  onStep?.({ step: 'activate', done: activated.length, of: holders.length })
  return { key, faults, activated }
}
