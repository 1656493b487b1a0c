import type { CollateralSource } from './collateralSource.ts'
import { fileSource } from './fileSource.ts'
import { type PckCa, pccsSource } from './pccsSource.ts'
import { REQUEST_LIMITS, type RequestLimits } from './requestDocument.ts'

export type OpenSourceParameters = {
  /** URL of a PCCS or of Intel's service, or the path of a file or folder. */
  location: string
  pckCa: PckCa
  /** How patiently a server is asked. */
  limits?: RequestLimits
}

/** The source at a location; touches nothing yet. */
export const openSource = ({ location, pckCa, limits = REQUEST_LIMITS }: OpenSourceParameters): CollateralSource =>
  /^https?:\/\//.test(location) ? pccsSource({ url: new URL(location), pckCa, limits }) : fileSource(location)
