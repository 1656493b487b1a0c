import type { CollateralSubject, DocumentVersion } from '../../protocol/collateralPolicy.ts'
import type { CollateralDocument } from '../../protocol/tdx/collateralDocument.ts'

/** A document and what it says of itself. Nothing here is verified: the stores do that. */
export type DatedDocument = {
  subject: CollateralSubject
  version: DocumentVersion
  /** Serial numbers that it revokes; empty unless it is a CRL. */
  revoked: readonly bigint[]
  document: CollateralDocument
}
