import { describe, expect, it } from 'vitest'
import {
  assessFreshness,
  type DocumentVersion,
  decideSubmission,
  EAGER_POLICY,
  nameSubject,
  REFRESH_POLICY,
  type SubmissionFacts,
  submissionId,
} from './collateralPolicy.ts'

const DAY = 86_400
const NOW = 1_800_000_000

const version = (changes: Partial<DocumentVersion> = {}): DocumentVersion => ({
  issuedAt: NOW - DAY,
  nextUpdate: NOW + 29 * DAY,
  evaluationNumber: 17,
  ...changes,
})

/** The store holds a document of yesterday, the source offers one of an hour ago. */
const decide = (changes: Partial<SubmissionFacts> = {}) =>
  decideSubmission({
    stored: version(),
    offered: version({ issuedAt: NOW - 3_600, nextUpdate: NOW + 30 * DAY - 3_600 }),
    revokesMore: false,
    now: NOW,
    policy: REFRESH_POLICY,
    ...changes,
  })

describe('decideSubmission', () => {
  it('submits what the store has nothing of', () => {
    expect(decide({ stored: undefined })).toEqual({ action: 'submit', reason: 'missing' })
  })

  it('does not pay for what is newer by a day', () => {
    expect(decide()).toEqual({ action: 'keep', reason: 'notDue' })
  })

  it('knows what is recorded already', () => {
    expect(decide({ offered: version() })).toEqual({ action: 'keep', reason: 'current' })
  })

  it.each([
    ['one second before the lead time', 10 * DAY + 1, { action: 'keep', reason: 'notDue' }],
    ['at the lead time', 10 * DAY, { action: 'submit', reason: 'lapsing' }],
    ['after it has lapsed', -DAY, { action: 'submit', reason: 'lapsing' }],
  ])('replaces what lapses: %s', (_name, left, wanted) => {
    const stored = version({ issuedAt: NOW - 2 * DAY, nextUpdate: NOW + left })
    expect(decide({ stored })).toEqual(wanted)
  })

  it('does not replace what lapses with what lapses no later', () => {
    const stored = version({ nextUpdate: NOW + 5 * DAY })
    const offered = version({ issuedAt: NOW - 60, nextUpdate: NOW + 5 * DAY })
    expect(decide({ stored, offered })).toEqual({ action: 'keep', reason: 'notDue' })
  })

  it.each([
    ['one second less than the margin', 20 * DAY - 1, { action: 'keep', reason: 'notDue' }],
    ['the margin', 20 * DAY, { action: 'submit', reason: 'newer' }],
  ])('replaces what lasts for a year when it is newer by %s', (_name, margin, wanted) => {
    const offered = version({ issuedAt: NOW, nextUpdate: NOW + 400 * DAY })
    const stored = version({ issuedAt: NOW - margin, nextUpdate: NOW + 300 * DAY })
    expect(decide({ stored, offered })).toEqual(wanted)
  })

  it('submits a higher evaluation number and a new revocation at once', () => {
    const offered = version({ issuedAt: NOW - 3_600, evaluationNumber: 18 })
    expect(decide({ offered })).toEqual({ action: 'submit', reason: 'newEvaluation' })
    expect(decide({ revokesMore: true })).toEqual({ action: 'submit', reason: 'newRevocation' })
  })

  it.each([
    ['fromTheFuture', version({ issuedAt: NOW + 1 })],
    ['expired', version({ issuedAt: NOW - 60, nextUpdate: NOW })],
    ['rolledBack', version({ issuedAt: NOW - 60, evaluationNumber: 16 })],
    ['older', version({ issuedAt: NOW - DAY - 1 })],
  ])('refuses what is %s, also when the stored one has lapsed', (reason, offered) => {
    expect(decide({ offered })).toEqual({ action: 'refuse', reason })
    const stored = version({ nextUpdate: NOW - 1 })
    expect(decide({ offered, stored, revokesMore: true, policy: EAGER_POLICY })).toEqual({ action: 'refuse', reason })
  })

  it('takes a document in the second in which it was issued', () => {
    expect(decide({ stored: undefined, offered: version({ issuedAt: NOW }) }).action).toBe('submit')
  })

  it('submits whatever is newer for somebody who is eager', () => {
    expect(decide({ policy: EAGER_POLICY })).toEqual({ action: 'submit', reason: 'newer' })
    expect(decide({ offered: version(), policy: EAGER_POLICY })).toEqual({ action: 'keep', reason: 'current' })
  })

  it('is done before anyone is warned', () => {
    const left = REFRESH_POLICY.leadSeconds
    expect(assessFreshness(version({ nextUpdate: NOW + left }), NOW)).toBe('fresh')
  })
})

describe('assessFreshness', () => {
  it.each([
    [7 * DAY + 1, 'fresh'],
    [7 * DAY, 'lapsing'],
    [DAY + 1, 'lapsing'],
    [DAY, 'lapsingSoon'],
    [0, 'lapsingSoon'],
    [-1, 'lapsed'],
  ])('of a document with %d s left is %s', (left, freshness) => {
    expect(assessFreshness(version({ nextUpdate: NOW + left }), NOW)).toBe(freshness)
  })

  it('of nothing is missing', () => expect(assessFreshness(undefined, NOW)).toBe('missing'))
})

describe('submissionId', () => {
  const to = `0x${'aa'.repeat(20)}` as const
  const data = '0x0a0b0c0d'
  const id = submissionId({ to, data })

  it('is an exact number, the same however the hex is written', () => {
    expect(Number.isSafeInteger(id)).toBe(true)
    expect(String(id)).toMatch(/^\d{1,15}$/)
    expect(submissionId({ to: `0x${'AA'.repeat(20)}`, data: '0x0A0B0C0D' })).toBe(id)
  })

  it.each([
    ['store', { to: `0x${'22'.repeat(20)}` as const }],
    ['document', { data: '0x0a0b0c0e' as const }],
  ])('is another one for another %s', (_name, change) => {
    expect(submissionId({ to, data, ...change })).not.toBe(id)
  })
})

describe('nameSubject', () => {
  it('tells families and authorities apart', () => {
    expect(nameSubject({ kind: 'tcbInfo', fmspc: '0x90C06F000000' })).toBe('tcbInfo 90c06f000000')
    expect(nameSubject({ kind: 'pckCrl', authority: `0x${'AB'.repeat(32)}` })).toBe('pckCrl abababab')
    expect(nameSubject({ kind: 'rootCrl' })).toBe('rootCrl')
  })
})
