import { isoDate } from '../../../offchain/local/enclave/simulatedCollateral.ts'
import { createSimulatedPlatform, type SimulatedPlatform } from '../../../offchain/local/enclave/simulatedPlatform.ts'
import type { Collateral } from '../../../offchain/protocol/tdx/collateral.ts'
import type { CollateralFile } from '../../../offchain/protocol/tdx/writeCollateral.ts'

const DAY = 86_400

export type SimulatedVersion = {
  /** When every document was issued, Unix seconds. */
  issuedAt: number
  /** How long they are in force; 30 by default. */
  days?: number
  evaluationNumber?: number
  /** Serial numbers that the PCK CRL revokes. */
  revoked?: readonly bigint[]
}

/** Versions of the collateral of one simulated platform. */
export type SimulatedDocuments = {
  platform: SimulatedPlatform
  collateral(version: SimulatedVersion): Collateral
  /** The same as a PCCS and files have it. */
  file(version: SimulatedVersion): CollateralFile
}

/** `now`: Unix seconds around which the certificates are in force. */
export const simulatedDocuments = (now: number): SimulatedDocuments => {
  const platform = createSimulatedPlatform({ now })
  const collateral = ({ issuedAt, days = 30, evaluationNumber = 17, revoked = [] }: SimulatedVersion): Collateral => {
    const nextUpdate = issuedAt + days * DAY
    const crl = { thisUpdate: issuedAt, nextUpdate }
    const signed = {
      issueDate: isoDate(issuedAt),
      nextUpdate: isoDate(nextUpdate),
      tcbEvaluationDataNumber: evaluationNumber,
    }
    return platform.collateral({ rootCrl: crl, pckCrl: { ...crl, revoked }, tcbInfo: signed, qeIdentity: signed })
  }
  return { platform, collateral, file: (version) => platform.collateralFile(collateral(version)) }
}
