import type { Hex } from 'viem'

/** An affine point of P-256; both coordinates 32 bytes, big-endian. */
export type P256Key = { x: Hex; y: Hex }

/** ECDSA over P-256, 32 bytes each; `s` may be high. */
export type P256Signature = { r: Hex; s: Hex }

/** The signed parts of a TDX quote, as `TdxQuoteVerifier` takes them; src/types/TdxQuote.sol says what each is. */
export type TdxQuote = {
  signedReport: Hex
  signature: P256Signature
  attestationKey: P256Key
  qeReport: Hex
  qeSignature: P256Signature
  qeAuthData: Hex
  pckCertificate: Hex
  /** keccak256(abi.encode(key)) of the certificate authority that issued the PCK certificate. */
  pckAuthority: Hex
}
