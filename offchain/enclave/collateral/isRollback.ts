import { nameSubject, type StoredDocument } from '../../protocol/collateralPolicy.ts'
import type { DatedDocument } from './datedDocument.ts'

/** Whether a store holds a later evaluation already, and would refuse the document however new it is. */
export const isRollback = (
  { subject, version }: Pick<DatedDocument, 'subject' | 'version'>,
  stored: readonly StoredDocument[],
): boolean => {
  const held = stored.find((other) => nameSubject(other.subject) === nameSubject(subject))?.version
  return held !== undefined && version.evaluationNumber < held.evaluationNumber
}
