import { negativeCertificates } from './negativeCertificates.ts'
import { negativeReports } from './negativeReports.ts'
import type { NegativeQuote } from './negativeVector.ts'

/** Every quote that `TdxQuoteVerifier` must refuse, by name. */
export const negativeQuotes: readonly NegativeQuote[] = [...negativeCertificates, ...negativeReports]
