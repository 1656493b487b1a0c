import { type Address, concat, type Hex, hexToNumber, keccak256, slice } from 'viem'

/** What a store keeps one document of. `authority` is the id of a PCK certificate authority, `fmspc` six bytes. */
export type CollateralSubject =
  | { kind: 'rootCrl' }
  | { kind: 'pckCrl'; authority: Hex }
  | { kind: 'tcbInfo'; fmspc: Hex }
  | { kind: 'qeIdentity' }

/** What tells one version of a document from another. Times are Unix seconds; of a CRL its thisUpdate and nextUpdate. */
export type DocumentVersion = {
  issuedAt: number
  nextUpdate: number
  /** Zero for a CRL, which has none. */
  evaluationNumber: number
}

/** What a store holds of a subject; undefined when it has nothing yet. */
export type StoredDocument = { subject: CollateralSubject; version: DocumentVersion | undefined }

export type RefreshPolicy = {
  /** A document that lapses within this many seconds is replaced by any newer one. */
  leadSeconds: number
  /** A document is replaced anyway by one issued this many seconds later. */
  marginSeconds: number
}

const DAY = 86_400

/**
 * Intel's documents are in force for 30 days and issued anew all the time. Replacing them 10 days before they lapse costs
 * one transaction in 20 days instead of one a day, and is done before the first warning.
 */
export const REFRESH_POLICY: RefreshPolicy = { leadSeconds: 10 * DAY, marginSeconds: 20 * DAY }

/** Whatever is newer: for somebody who asks for it. */
export const EAGER_POLICY: RefreshPolicy = { leadSeconds: 0, marginSeconds: 1 }

const WARNING_SECONDS = 7 * DAY
const CRITICAL_SECONDS = DAY

export type SubmissionFacts = {
  stored: DocumentVersion | undefined
  offered: DocumentVersion
  /** Whether it revokes a certificate that the store does not know to be revoked. */
  revokesMore: boolean
  /** Block time, Unix seconds. */
  now: number
  policy: RefreshPolicy
}

/**
 * What to do with a document that a source offers. `refuse`: the store would not take it, and something is wrong with the
 * source; `unverified` is one that it refuses for what only it can check. `keep`: the store has it already (`current`), or it is not worth the gas yet (`notDue`).
 */
export type Submission =
  | { action: 'submit'; reason: 'missing' | 'newEvaluation' | 'newRevocation' | 'lapsing' | 'newer' }
  | { action: 'keep'; reason: 'current' | 'notDue' }
  | { action: 'refuse'; reason: 'fromTheFuture' | 'expired' | 'rolledBack' | 'older' | 'unverified' }

/** Whether a document is worth a transaction now. What the stores would refuse is refused here first, for nothing. */
export const decideSubmission = ({ stored, offered, revokesMore, now, policy }: SubmissionFacts): Submission => {
  if (offered.issuedAt > now) return { action: 'refuse', reason: 'fromTheFuture' }
  if (offered.nextUpdate <= now) return { action: 'refuse', reason: 'expired' }
  if (!stored) return { action: 'submit', reason: 'missing' }
  if (offered.evaluationNumber < stored.evaluationNumber) return { action: 'refuse', reason: 'rolledBack' }
  if (offered.issuedAt < stored.issuedAt) return { action: 'refuse', reason: 'older' }
  if (offered.issuedAt === stored.issuedAt) return { action: 'keep', reason: 'current' }
  // These change verdicts: a platform that was fit yesterday is not any more.
  if (offered.evaluationNumber > stored.evaluationNumber) return { action: 'submit', reason: 'newEvaluation' }
  if (revokesMore) return { action: 'submit', reason: 'newRevocation' }
  const isLapsing = stored.nextUpdate - now <= policy.leadSeconds
  if (isLapsing && offered.nextUpdate > stored.nextUpdate) return { action: 'submit', reason: 'lapsing' }
  if (offered.issuedAt - stored.issuedAt >= policy.marginSeconds) return { action: 'submit', reason: 'newer' }
  return { action: 'keep', reason: 'notDue' }
}

/** How a stored document stands: `lapsing` in a week, `lapsingSoon` in a day; verifiers refuse what is `lapsed`. */
export type Freshness = 'fresh' | 'lapsing' | 'lapsingSoon' | 'lapsed' | 'missing'

/** Judges a stored document at a block time in Unix seconds. In its last second it is still in force. */
export const assessFreshness = (version: DocumentVersion | undefined, now: number): Freshness => {
  if (!version) return 'missing'
  const left = version.nextUpdate - now
  if (left < 0) return 'lapsed'
  if (left <= CRITICAL_SECONDS) return 'lapsingSoon'
  return left <= WARNING_SECONDS ? 'lapsing' : 'fresh'
}

const AUTHORITY_DIGITS = 8

/** How a subject is called towards people and in metrics, such as `tcbInfo 90c06f000000`. */
export const nameSubject = (subject: CollateralSubject): string => {
  switch (subject.kind) {
    case 'tcbInfo':
      return `tcbInfo ${subject.fmspc.slice(2).toLowerCase()}`
    case 'pckCrl':
      return `pckCrl ${subject.authority.slice(2, 2 + AUTHORITY_DIGITS).toLowerCase()}`
    default:
      return subject.kind
  }
}

export type AuthoritiesParameters = {
  /** Ids of the PCK certificate authorities that a source names. */
  named: readonly Hex[]
  /** Ids of those that the stores know. */
  known: readonly Hex[]
}

/**
 * Whose PCK CRLs have to be in force: those of the authority that the source names, when the stores know it. Otherwise also
 * of all that they do: a source that names another one, or none, must not hide that the CRL of a real one lapses.
 */
export const listAuthorities = ({ named, known }: AuthoritiesParameters): readonly Hex[] =>
  named.some((authority) => known.includes(authority)) ? named : [...new Set([...named, ...known])]

/** 48 bits, so that it is an exact number. */
const ID_BYTES = 6

/**
 * Names the submission of one document to one store by all its bytes. Not by what it says of itself: whoever cannot sign
 * can still write the dates of a document that is to be kept out.
 */
export const submissionId = ({ to, data }: { to: Address; data: Hex }): number =>
  hexToNumber(slice(keccak256(concat([to, data])), 0, ID_BYTES))
