import { constants, QuoteVerifier } from '@phala/dcap-qvl'
import { bytesToHex } from 'viem'
import type { Collateral } from '../../protocol/tdx/collateral.ts'
import { writeCollateral } from '../../protocol/tdx/writeCollateral.ts'

/** What another implementation says of the same quote. */
export type Opinion = { status: string; advisoryIds: readonly string[] } | { reason: string }

export type AskDcapQvlParameters = {
  /** Raw. */
  quote: Uint8Array
  collateral: Collateral
  /** DER; Intel's own if undefined. */
  root: Uint8Array | undefined
  /** Unix seconds. */
  at: number
}

/** The messages of an error and of what caused it. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : `${error.message}: ${reasonOf(error.cause)}`
}

/** Asks `@phala/dcap-qvl`, which shares no code with us. */
export const askDcapQvl = ({ quote, collateral, root, at }: AskDcapQvlParameters): Opinion => {
  const rootCertificate = Buffer.from(root ?? constants.TRUSTED_ROOT_CA_DER)
  try {
    const file = writeCollateral(collateral, bytesToHex(rootCertificate))
    const { status, advisory_ids } = QuoteVerifier.newWithRootCa(rootCertificate).verify(quote, file, at)
    return { status, advisoryIds: advisory_ids }
  } catch (error) {
    return { reason: reasonOf(error) }
  }
}
