/**
 * Where `@phala/dcap-qvl` 0.3.9 and our contracts differ, and why. It is a second opinion, not the authority: a difference
 * that is not in this list fails the tests.
 */
export const ORACLE_GAPS = {
  authorityUnchecked:
    'It reads BasicConstraints of the leaf only, so anything the root ever signed may issue PCK certificates.',
  basicConstraintsOptional:
    'It takes a certificate without BasicConstraints for an end entity; Intel always writes them.',
  keyUsageUnchecked: 'It never reads KeyUsage.',
  namesUnchained: 'It checks that the issuer signed, not that the certificate names that issuer.',
  criticalExtensionsIgnored: 'It ignores critical extensions that it does not know, which RFC 5280 forbids.',
  repeatedExtensionsIgnored: 'Of a repeated extension other than Intel’s it takes the first one.',
  trailingBytes: 'It reads a quote from the front and ignores what follows its declared end.',
  lenientDer: 'OpenSSL reads serial numbers, dates and lengths that RFC 5280 and DER forbid.',
  crlsUnverified: 'It takes both CRLs as given: neither their signatures nor their dates are checked.',
  suppliedByCaller: 'Its caller hands it all collateral, so there is no store that lacks something or remembers it.',
  vendorUnchecked: 'It does not compare the QE vendor id of the header.',
  bodySizeUnchecked: 'It trusts the body type of a version 5 quote and skips the body size.',
  qeReportTail: 'It compares the first half of the QE report data only; Intel’s library wants the second half zero.',
  authenticationDataLength:
    'It hashes exactly 32 bytes of QE authentication data, as Intel’s quoting enclave happens to write, whatever length is declared.',
  pceIdUnchecked: 'It never compares the PCE id with that of the TCB info.',
  pckExtensionLenient: 'It looks for the elements of Intel’s extension that it needs and ignores the others.',
  moduleIdentityIgnored:
    'It ignores tdxModule and tdxModuleIdentities. Instead of judging a TDX 1.5 module by its own levels it compares SVN ' +
    'and version of the module with components 0 and 1 of the TCB level, which Intel’s algorithm leaves out.',
  runningModuleIgnored: 'It ignores TEE_TCB_SVN_2, the module that runs now after an update without a restart.',
  statusesMergedByRank:
    'Where platform and quoting enclave or module differ it takes the worse name; Intel’s algorithm combines them, so that ' +
    'ConfigurationNeeded with OutOfDate is OutOfDateConfigurationNeeded.',
  performanceMonitoring: 'It allows PERFMON (bit 63); our policy refuses it, because the host could watch counters.',
  linearAddressSeparation: 'It takes LASS (bit 27) for a reserved bit; TDX module 1.5 defines it, and it only hardens.',
} as const

export type OracleGap = keyof typeof ORACLE_GAPS
