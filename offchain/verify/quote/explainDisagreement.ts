import type { TcbStatus } from '../../protocol/tdx/tcbStatus.ts'
import type { Opinion } from './askDcapQvl.ts'
import type { Judgement } from './openJudge.ts'

// Read in @phala/dcap-qvl 0.3.9 (src/verify.js, src/utils.js).

/** What the other implementation leaves out, by our error. */
const LENIENT: readonly { errors: RegExp; because: string }[] = [
  {
    errors: /^Crl|^Authority|^CertificateNotInForce$/,
    because:
      'dcap-qvl looks up serial numbers in the CRLs, but checks neither their signatures, nor their dates, nor whose they are',
  },
  {
    errors: /^(CertificateNotAuthority|CertificateNotTcbSigner|PckCertificateCannotSign)$/,
    because: 'dcap-qvl does not check what a certificate may be used for',
  },
  { errors: /^IssuerMismatch$/, because: 'dcap-qvl does not compare the names of issuer and subject' },
  {
    errors:
      /^(Der|Extension|Algorithm|Signature|Serial|Key|Boolean|CommonName|CertificateVersion|Pck(Element|Extension|Svn|Tcb))/,
    because: 'dcap-qvl reads certificates leniently: trailing bytes, repeated or unknown critical extensions',
  },
  { errors: /^TdxModule/, because: 'dcap-qvl does not look at the identity of the TDX module' },
  {
    errors: /^Tcb(LevelNotFound|Revoked)$/,
    because: 'dcap-qvl judges only the TDX module that started the TD, not the one that runs',
  },
  { errors: /^PceIdMismatch$/, because: 'dcap-qvl does not compare the PCE id' },
  { errors: /^QeVendorUnknown$/, because: 'dcap-qvl does not look at the QE vendor' },
  { errors: /^QeReportDataTailNotZero$/, because: 'dcap-qvl compares half of the report data of the quoting enclave' },
  { errors: /^TdAttributesRefused$/, because: 'dcap-qvl accepts performance monitoring (bit 63), a side channel' },
]

/** Which two verdicts are known to differ, and why. */
const STATUSES: readonly { ours: TcbStatus; theirs: readonly TcbStatus[]; because: string }[] = [
  {
    ours: 'OutOfDate',
    theirs: ['UpToDate', 'SWHardeningNeeded'],
    because: 'dcap-qvl does not judge the TDX module by its own levels, and that module is out of date',
  },
  {
    ours: 'OutOfDateConfigurationNeeded',
    theirs: ['ConfigurationNeeded', 'ConfigurationAndSWHardeningNeeded'],
    because:
      'dcap-qvl does not judge the TDX module by its own levels, and that module is out of date while the platform needs another configuration',
  },
  {
    ours: 'OutOfDateConfigurationNeeded',
    theirs: ['OutOfDate'],
    because:
      'dcap-qvl takes the worse of platform and quoting enclave; an update that one needs and a configuration that the other needs are both',
  },
]

/** What it refuses and we accept, by its reason. */
const STRICTER: readonly { reason: RegExp; because: string; isOwnModule?: true }[] = [
  {
    reason: /No matching TCB level/,
    isOwnModule: true,
    because:
      "dcap-qvl compares the TDX module's SVN and version with the platform's levels, although Intel judges modules from version 1 on by their own identity",
  },
  {
    reason: /Reserved bits in TD attributes/,
    because: 'dcap-qvl takes LASS (bit 27), which TDX 1.5 defines, for reserved',
  },
  {
    reason: /QE report hash mismatch/,
    because: 'dcap-qvl expects 32 bytes of QE authentication data, never more or fewer',
  },
  { reason: /Certificate is revoked/, because: 'dcap-qvl looks for a serial number in every CRL, whoever issued it' },
]

export type Comparison = { agrees: boolean; explanation: string | undefined }

/** Whether two verdicts are the same, and if not, why, where that is known. `moduleVersion` is that of the TDX module. */
export const explainDisagreement = (ours: Judgement, theirs: Opinion, moduleVersion: number): Comparison => {
  if ('refusal' in ours) {
    if ('reason' in theirs) return { agrees: true, explanation: undefined }
    const known = LENIENT.find(({ errors }) => errors.test(ours.refusal.error))
    return { agrees: false, explanation: known?.because }
  }
  if ('reason' in theirs) {
    const known = STRICTER.find(
      ({ reason, isOwnModule }) => reason.test(theirs.reason) && (!isOwnModule || moduleVersion > 0),
    )
    return { agrees: false, explanation: known?.because }
  }
  if (theirs.status === ours.claims.tcbStatus) return { agrees: true, explanation: undefined }
  const known = STATUSES.find(
    ({ ours: status, theirs: others }) =>
      status === ours.claims.tcbStatus && others.some((other) => other === theirs.status),
  )
  return { agrees: false, explanation: known?.because }
}
