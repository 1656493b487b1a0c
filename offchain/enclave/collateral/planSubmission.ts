import type { Address, Hex, PublicClient } from 'viem'
import { type CollateralStores, collateralCall } from '../../chain/collateral/collateralCalls.ts'
import { hasUnknownRevocation } from '../../chain/collateral/hasUnknownRevocation.ts'
import { readRootAuthority } from '../../chain/collateral/readRootAuthority.ts'
import { findRevert } from '../../chain/describeError.ts'
import {
  decideSubmission,
  nameSubject,
  type RefreshPolicy,
  type StoredDocument,
  type Submission,
  submissionId,
} from '../../protocol/collateralPolicy.ts'
import type { DatedDocument } from './datedDocument.ts'

export type PlanSubmissionParameters = {
  stores: CollateralStores
  stored: readonly StoredDocument[]
  offered: DatedDocument
  policy: RefreshPolicy
  block: { hash: Hex; timestamp: number }
  /** Who would submit it. */
  sender: Address
  /**
   * CRLs whose revocations the store knows all, by {@link submissionId}; added to. Revocations are never taken back, so
   * each CRL is compared once.
   */
  comparedCrls: Set<number>
}

/** What is to be done with one document that a source offers. */
export type PlannedSubmission = {
  /** See {@link submissionId}. */
  id: number
  stored: StoredDocument['version']
  submission: Submission
}

/** Whether the store would take a document, signature and all. */
const isAccepted = async (
  client: PublicClient,
  { stores, block, sender, offered }: PlanSubmissionParameters,
): Promise<boolean> => {
  const { to, data } = collateralCall(stores, offered.document)
  try {
    await client.call({ account: sender, to, data, blockHash: block.hash, requireCanonical: true })
    return true
  } catch (error) {
    if (!findRevert(error)) throw error
    return false
  }
}

/** How a CRL that is not due compares: `unverified` when whoever wrote it, it was not who it says. */
const compareCrl = async (
  client: PublicClient,
  parameters: PlanSubmissionParameters,
  id: number,
): Promise<'unverified' | 'revokesMore' | 'revokesNothingNew'> => {
  const { stores, block, comparedCrls, offered } = parameters
  const { subject, revoked: serials } = offered
  if (serials.length === 0 || comparedCrls.has(id)) return 'revokesNothingNew'
  // First, because one call settles it: who asks for each serial number of what nobody signed asks for thousands.
  if (!(await isAccepted(client, parameters))) return 'unverified'
  const { crlStore } = stores
  const authority = subject.kind === 'pckCrl' ? subject.authority : await readRootAuthority(client, { crlStore, block })
  if (await hasUnknownRevocation(client, { crlStore, authority, serials, block })) return 'revokesMore'
  comparedCrls.add(id)
  return 'revokesNothingNew'
}

/** Decides what to do with one document; undefined for a subject that `stored` does not speak of. */
export const planSubmission = async (
  client: PublicClient,
  parameters: PlanSubmissionParameters,
): Promise<PlannedSubmission | undefined> => {
  const { stores, stored, offered, policy, block } = parameters
  const name = nameSubject(offered.subject)
  const known = stored.find(({ subject }) => nameSubject(subject) === name)
  if (!known) return undefined
  const id = submissionId(collateralCall(stores, offered.document))
  const facts = { stored: known.version, offered: offered.version, now: block.timestamp, policy }
  const submission = decideSubmission({ ...facts, revokesMore: false })
  const planned = { id, stored: known.version, submission }
  // Only there does a revocation change anything.
  if (submission.action !== 'keep' || submission.reason !== 'notDue') return planned
  switch (await compareCrl(client, parameters, id)) {
    case 'unverified':
      return { ...planned, submission: { action: 'refuse', reason: 'unverified' } }
    case 'revokesMore':
      return { ...planned, submission: decideSubmission({ ...facts, revokesMore: true }) }
    case 'revokesNothingNew':
      return planned
  }
}
