import type { Hex } from 'viem'
import type { Collateral, SignedDocument } from './collateral.ts'

/** One part of a collateral, as it is submitted. Certificates and CRLs are DER. */
export type CollateralDocument =
  | { kind: 'rootCrl'; crl: Hex }
  | { kind: 'pckCrl'; crl: Hex; authorityCertificate: Hex }
  | { kind: 'tcbInfo'; signed: SignedDocument }
  | { kind: 'qeIdentity'; signed: SignedDocument }

export type CollateralKind = CollateralDocument['kind']

/** The parts of a collateral in the order in which the stores accept them: each is checked with those before it. */
export const listDocuments = ({
  rootCrl,
  pckCrl,
  pckAuthorityCertificate,
  tcbInfo,
  qeIdentity,
}: Collateral): readonly CollateralDocument[] => [
  { kind: 'rootCrl', crl: rootCrl },
  { kind: 'pckCrl', crl: pckCrl, authorityCertificate: pckAuthorityCertificate },
  { kind: 'tcbInfo', signed: tcbInfo },
  { kind: 'qeIdentity', signed: qeIdentity },
]
