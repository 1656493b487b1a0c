import type { Hex } from 'viem'
import type { TcbStatus } from './tcbStatus.ts'

/** What `TdxQuoteVerifier` says of a genuine quote; src/types/TdxQuote.sol says what each field is. */
export type TdxClaims = {
  measured: Hex
  reportData: readonly [Hex, Hex]
  tcbStatus: TcbStatus
  tcbLevel: number
  tcbEvaluationNumber: number
  /** Unix seconds. */
  validUntil: number
  platform: Hex
}
