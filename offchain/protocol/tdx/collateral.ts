import type { Hex } from 'viem'
import type { P256Signature } from './tdxQuote.ts'

/** One signed JSON document of Intel's, byte for byte as it was signed, and the certificate (DER) that signed it. */
export type SignedDocument = { json: string; signature: P256Signature; signerCertificate: Hex }

/** What is needed to judge the quotes of one platform family. Certificates and CRLs are DER. */
export type Collateral = {
  rootCrl: Hex
  pckCrl: Hex
  /** The certificate authority that issued `pckCrl`. */
  pckAuthorityCertificate: Hex
  tcbInfo: SignedDocument
  qeIdentity: SignedDocument
}
