import { type Hex, hexToBytes } from 'viem'
import type { Collateral } from './collateral.ts'
import type { P256Signature } from './tdxQuote.ts'
import { writePem } from './writePem.ts'

/** Collateral as PCCS clients write it to files: chains in PEM, the rest in hexadecimal digits without prefix. */
export type CollateralFile = {
  pck_crl_issuer_chain: string
  root_ca_crl: string
  pck_crl: string
  tcb_info_issuer_chain: string
  tcb_info: string
  tcb_info_signature: string
  qe_identity_issuer_chain: string
  qe_identity: string
  qe_identity_signature: string
}

const joined = ({ r, s }: P256Signature): string => r.slice(2) + s.slice(2)

/** Collateral as a file's content, which `parseCollateral` reads; `rootCertificate` (DER) ends its chains. */
export const writeCollateral = (collateral: Collateral, rootCertificate: Hex): CollateralFile => {
  const { pckAuthorityCertificate, rootCrl, pckCrl, tcbInfo, qeIdentity } = collateral
  const pem = (certificate: Hex): string => writePem(hexToBytes(certificate), 'CERTIFICATE')
  const chain = (certificate: Hex): string => pem(certificate) + pem(rootCertificate)
  return {
    pck_crl_issuer_chain: chain(pckAuthorityCertificate),
    root_ca_crl: rootCrl.slice(2),
    pck_crl: pckCrl.slice(2),
    tcb_info_issuer_chain: chain(tcbInfo.signerCertificate),
    tcb_info: tcbInfo.json,
    tcb_info_signature: joined(tcbInfo.signature),
    qe_identity_issuer_chain: chain(qeIdentity.signerCertificate),
    qe_identity: qeIdentity.json,
    qe_identity_signature: joined(qeIdentity.signature),
  }
}
