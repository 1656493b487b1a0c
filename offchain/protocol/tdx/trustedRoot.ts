import type { Hex } from 'viem'
import type { P256Key } from './tdxQuote.ts'

/** The end of a certificate chain, as `CrlStore` pins it. */
export type TrustedRoot = {
  key: P256Key
  /** keccak256 of the subject's DER Name. */
  name: Hex
}
