import {
  type DocumentVersion,
  type Freshness,
  nameSubject,
  type StoredDocument,
} from '../../protocol/collateralPolicy.ts'
import { renderMoment } from '../../rendering/renderMoment.ts'
import type { RefreshedDocument } from '../collateral/refreshCollateral.ts'

const DAY = 86_400

/** One document with how it stands. */
export type JudgedDocument = {
  name: string
  version: DocumentVersion | undefined
  /** `unknown`: nobody told which document it would be. */
  freshness: Freshness | 'notYetInForce' | 'unknown'
}

const renderVersion = (version: DocumentVersion | undefined): string => {
  if (!version) return 'nothing'
  const { issuedAt, nextUpdate, evaluationNumber } = version
  const evaluation = evaluationNumber === 0 ? '' : `, evaluation ${evaluationNumber}`
  return `${renderMoment(issuedAt)} to ${renderMoment(nextUpdate)}${evaluation}`
}

const renderLeft = (version: DocumentVersion | undefined, now: number): string => {
  if (!version) return ''
  const left = version.nextUpdate - now
  const days = (Math.abs(left) / DAY).toFixed(1)
  return left >= 0 ? `, ${days} days left` : `, EXPIRED ${days} days ago`
}

/** How documents stand, for people. `now` is in Unix seconds. */
export const renderDocuments = (judged: readonly JudgedDocument[], now: number): string => {
  const width = Math.max(...judged.map(({ name }) => name.length))
  return judged
    .map(({ name, version, freshness }) => {
      const held = version === undefined ? '' : `  ${renderVersion(version)}${renderLeft(version, now)}`
      return `${name.padEnd(width)}  ${freshness}${held}`
    })
    .join('\n')
}

/** What a refresh changed, for people. */
export const renderRefresh = (refreshed: readonly RefreshedDocument[]): string =>
  refreshed
    .map(({ name, outcome, reason, txHash, before, after }) => {
      const head = `${name}: ${outcome} (${reason})${txHash ? `, ${txHash}` : ''}`
      return outcome === 'submitted' ? `${head}\n  ${renderVersion(before)} -> ${renderVersion(after)}` : head
    })
    .join('\n')

/** What a store holds, in the form in which documents are judged. */
export const nameStored = ({ subject, version }: StoredDocument) => ({ name: nameSubject(subject), version })
