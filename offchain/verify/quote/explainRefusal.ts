import { renderTime } from '../../rendering/renderTime.ts'
import type { Refusal } from './openJudge.ts'

type Explain = (...args: readonly unknown[]) => string

const day = (seconds: unknown): string => renderTime(Number(seconds))

/** Hex as Intel writes it. */
const digits = (hex: unknown): string => String(hex).replace(/^0x/, '')

const notInForce =
  (what: string): Explain =>
  (from, until, now) =>
    `${what} is in force from ${day(from)} until ${day(until)}, not at ${day(now)}`

const stale =
  (what: string): Explain =>
  (_id, until, now) =>
    `${what} ended on ${day(until)}, before ${day(now)}`

/** What each error of the contracts means for somebody who wanted to believe a quote. */
const EXPLANATIONS: Record<string, Explain> = {
  AuthorityUnknown: () => 'the quote names a certificate authority that the collateral does not hold',
  AuthorityExpired: stale('the certificate of the PCK certificate authority'),
  IssuerMismatch: () => 'it was issued by another authority than the trusted one',
  CertificateRevokedBy: (_authority, serial) => `the certificate with serial number ${serial} was revoked`,
  CertificateNotInForce: notInForce('the certificate'),
  CertificateExpired: stale('the certificate that signed the collateral'),
  CertificateSignatureInvalid: () => 'the certificate was not signed by the trusted root',
  CertificateNotAuthority: () => 'the certificate may not sign certificates and CRLs',
  CertificateNotTcbSigner: () => 'the certificate may not sign TCB data',
  CrlMissing: () => 'there is no CRL of the authority',
  CrlStale: stale('the CRL'),
  CrlNotInForce: notInForce('the CRL'),
  CrlSignatureInvalid: () => 'the CRL was not signed by its authority',
  CrlMalformed: () => 'the CRL is not one of version 2 as Intel writes them',
  CollateralSignatureInvalid: () => 'the document was not signed by the TCB signing certificate that comes with it',
  CollateralNotInForce: notInForce('the document'),
  TcbInfoMissing: (fmspc) => `the collateral is not for this platform family (FMSPC ${digits(fmspc)})`,
  TcbInfoStale: stale('the TCB info'),
  QeIdentityMissing: () => 'there is no QE identity',
  QeIdentityStale: (until, now) => `the QE identity ended on ${day(until)}, before ${day(now)}`,
  PceIdMismatch: () => 'the TCB info is for another provisioning certification enclave',
  TcbLevelNotFound: (fmspc) => `the platform is below every TCB level that Intel lists for FMSPC ${digits(fmspc)}`,
  TcbRevoked: (fmspc, level) =>
    `Intel revoked TCB level ${Number(level) + 1} of FMSPC ${digits(fmspc)}, which is the platform's`,
  TdxModuleUnknown: (version) => `Intel lists no TDX module of version ${version}`,
  TdxModuleMismatch: (version) => `the TDX module is not Intel's of version ${version} (signer or attributes)`,
  TdxModuleSvnTooLow: (version, svn) =>
    `the TDX module (version ${version}, SVN ${svn}) is below every level that Intel lists`,
  TdxModuleRevoked: (version, svn) => `Intel revoked the TDX module of version ${version}, SVN ${svn}`,
  QeMrSignerMismatch: () => "the quoting enclave is not signed by Intel's key",
  QeProductIdMismatch: (given, wanted) => `the quoting enclave is product ${given}, not ${wanted}`,
  QeAttributesMismatch: () => 'the quoting enclave runs with attributes that Intel does not allow',
  QeMiscSelectMismatch: () => 'the quoting enclave runs with features (MISCSELECT) that Intel does not allow',
  QeDebug: () => 'the quoting enclave runs in debug mode',
  QeSvnTooLow: (svn) => `the quoting enclave (SVN ${svn}) is below every level that Intel lists`,
  QeRevoked: (svn) => `Intel revoked the quoting enclave of SVN ${svn}`,
  QeVendorUnknown: () => "the quote was not made by Intel's quoting enclave",
  PckCertificateIsAuthority: () => "the platform's certificate is that of a certificate authority",
  PckCertificateCannotSign: () => "the platform's certificate may not sign",
  PckCertificateNotInForce: notInForce("the platform's certificate"),
  PckCertificateSignatureInvalid: () => "the platform's certificate was not signed by its authority",
  QeReportSignatureInvalid: () => "the quoting enclave's report was not signed by the platform",
  AttestationKeyNotBound: () => 'the attestation key is not the one in the report of the quoting enclave',
  QeReportDataTailNotZero: () => 'the report of the quoting enclave holds more than the attestation key',
  QuoteSignatureInvalid: () => 'the quote was not signed by its attestation key: something in it was changed',
  TdDebug: () => 'the TD runs in debug mode: its host can read and change everything',
  TdAttributesRefused: (attributes) =>
    `the TD runs with attributes that make it inspectable or movable (${attributes})`,
  TdSeptVeEnabled: () => 'the TD runs without SEPT_VE_DISABLE: its host may interrupt any access to memory',
  ServiceTdRefused: () => 'a service TD is bound to the TD: it could move it elsewhere',
}

/** One sentence on why something was refused. */
export const explainRefusal = ({ error, args }: Refusal): string =>
  EXPLANATIONS[error]?.(...args) ?? 'it is not written as Intel writes it'
