import type { Hex } from 'viem'
import {
  isoDate,
  QE_MRSIGNER,
  SGX_SVNS,
  svnLevel,
  type TcbInfo,
  TDX_SVNS,
  tcbLevel,
} from '../../../offchain/local/enclave/simulatedCollateral.ts'
import { simulatedKey } from '../../../offchain/local/enclave/simulatedKey.ts'
import type { SimulatedPlatform } from '../../../offchain/local/enclave/simulatedPlatform.ts'
import type { QuoteParts } from '../../../offchain/local/enclave/simulatedQuote.ts'
import { type NegativeQuote, submissionsOf } from './negativeVector.ts'

const DAY = 86_400

const MODULE_WITHOUT_SIGNER = { mrsigner: '0'.repeat(96), attributes: '0'.repeat(16), attributesMask: 'F'.repeat(16) }

/** A quote with one bit flipped in a part after everything was signed. */
const flip = (parts: QuoteParts, part: 'signedReport' | 'qeReport' | 'qeAuthData', at: number): QuoteParts => ({
  ...parts,
  [part]: parts[part].map((byte, index) => (index === at ? byte ^ 1 : byte)),
})

const MRTD_AT = 48 + 136
const QE_SVN_AT = 258

const tdAttributes = (attributes: Hex) => (platform: SimulatedPlatform) => ({
  parts: platform.quoteParts({ report: { tdAttributes: attributes } }),
})

/** A quote judged by another TCB info. */
const under = (platform: SimulatedPlatform, tcbInfo: Partial<TcbInfo>, parts = platform.quoteParts()) => ({
  parts,
  submissions: submissionsOf(platform.collateral({ tcbInfo })),
})

const withSgx = (platform: SimulatedPlatform, sgx: Partial<SimulatedPlatform['sgx']>): QuoteParts => {
  const { pki, quoteParts, pckCertificate } = platform
  return quoteParts({ chain: [pckCertificate({}, sgx), pki.pckAuthority.certificate, pki.root.certificate] })
}

/** Quotes of a genuine platform that say or are something nobody should accept. */
export const negativeReports: readonly NegativeQuote[] = [
  // Header and lengths
  {
    name: 'an SGX quote',
    call: 'verify',
    error: 'TeeTypeUnsupported',
    args: () => [0],
    make: ({ quoteParts }) => ({ parts: quoteParts({ header: { teeType: '0x00000000' } }) }),
  },
  {
    name: 'a quote of version 3',
    call: 'verify',
    error: 'QuoteVersionUnsupported',
    args: () => [3],
    make: ({ quoteParts }) => ({ parts: quoteParts({ header: { version: '0x0300' } }) }),
  },
  {
    name: 'an attestation key on P-384',
    call: 'verify',
    error: 'AttestationKeyTypeUnsupported',
    args: () => [3],
    make: ({ quoteParts }) => ({ parts: quoteParts({ header: { attestationKeyType: '0x0300' } }) }),
  },
  {
    name: 'a quoting enclave of another vendor',
    call: 'verify',
    error: 'QeVendorUnknown',
    args: () => [`0x${'11'.repeat(16)}`],
    missedBy: 'vendorUnchecked',
    make: ({ quoteParts }) => ({ parts: quoteParts({ header: { qeVendorId: `0x${'11'.repeat(16)}` } }) }),
  },
  {
    name: 'a version 5 quote whose body claims another size',
    call: 'verify',
    error: 'QuoteBodyUnsupported',
    args: () => [3, 584],
    missedBy: 'bodySizeUnchecked',
    make: (platform) => {
      const attestationKey = simulatedKey('attestation of a wrong size')
      const parts = platform.quoteParts({ version: 5, attestationKey })
      // 648 is 0x0288, little-endian; 584 is 0x0248.
      const signedReport = parts.signedReport.map((byte, index) => (index === 50 ? 0x48 : byte))
      return { parts: { ...parts, signedReport, signature: attestationKey.sign(signedReport) } }
    },
  },
  {
    name: 'a version 5 quote of an SGX enclave',
    call: 'verify',
    error: 'QuoteBodyUnsupported',
    args: () => [1, 648],
    make: (platform) => {
      const parts = platform.quoteParts({ version: 5 })
      return { parts: { ...parts, signedReport: parts.signedReport.map((byte, at) => (at === 48 ? 1 : byte)) } }
    },
  },
  {
    name: 'a byte after the TD report',
    call: 'verify',
    error: 'QuoteLengthInvalid',
    args: () => [633n, 632n],
    make: (platform) => {
      const attestationKey = simulatedKey('attestation of a long report')
      const parts = platform.quoteParts({ attestationKey })
      const signedReport = Uint8Array.of(...parts.signedReport, 0)
      return { parts: { ...parts, signedReport, signature: attestationKey.sign(signedReport) } }
    },
  },
  {
    name: 'a TD report whose last byte is missing',
    call: 'verify',
    error: 'QuoteLengthInvalid',
    args: () => [631n, 632n],
    make: (platform) => {
      const attestationKey = simulatedKey('attestation of a short report')
      const parts = platform.quoteParts({ attestationKey })
      const signedReport = parts.signedReport.slice(0, -1)
      return { parts: { ...parts, signedReport, signature: attestationKey.sign(signedReport) } }
    },
  },
  {
    name: 'a QE report of 385 bytes',
    call: 'verify',
    error: 'QeReportLengthInvalid',
    args: () => [385n, 384n],
    make: (platform) => {
      const parts = platform.quoteParts()
      const qeReport = Uint8Array.of(...parts.qeReport, 0)
      return { parts: { ...parts, qeReport, qeSignature: platform.pki.pck.key.sign(qeReport) } }
    },
  },

  // Signatures
  {
    name: 'a QE report signed by another machine',
    call: 'verify',
    error: 'QeReportSignatureInvalid',
    args: () => [],
    make: ({ quoteParts }) => ({ parts: quoteParts({ pckKey: simulatedKey('PCK of another machine') }) }),
  },
  {
    name: 'a QE report changed after it was signed',
    call: 'verify',
    error: 'QeReportSignatureInvalid',
    args: () => [],
    make: ({ quoteParts }) => ({ parts: flip(quoteParts(), 'qeReport', QE_SVN_AT) }),
  },
  {
    name: 'a quote under an attestation key that the quoting enclave did not bind',
    call: 'verify',
    error: 'AttestationKeyNotBound',
    make: ({ quoteParts }) => {
      const attestationKey = simulatedKey('attestation, stolen place')
      const genuine = quoteParts()
      const forged = quoteParts({ attestationKey })
      return { parts: { ...forged, qeReport: genuine.qeReport, qeSignature: genuine.qeSignature } }
    },
  },
  {
    name: 'QE authentication data changed after it was bound',
    call: 'verify',
    error: 'AttestationKeyNotBound',
    make: ({ quoteParts }) => ({ parts: flip(quoteParts(), 'qeAuthData', 0) }),
  },
  {
    name: 'QE report data whose second half is not zero',
    call: 'verify',
    error: 'QeReportDataTailNotZero',
    args: () => [`0x${'00'.repeat(31)}01`],
    missedBy: 'qeReportTail',
    make: ({ quoteParts, pki }) => {
      const parts = quoteParts()
      const qeReport = parts.qeReport.map((byte, at) => (at === 383 ? 1 : byte))
      return { parts: { ...parts, qeReport, qeSignature: pki.pck.key.sign(qeReport) } }
    },
  },
  {
    name: 'MRTD changed after the quote was signed',
    call: 'verify',
    error: 'QuoteSignatureInvalid',
    args: () => [],
    make: ({ quoteParts }) => ({ parts: flip(quoteParts(), 'signedReport', MRTD_AT) }),
  },
  {
    name: 'a quote whose signature is zero',
    call: 'verify',
    error: 'QuoteSignatureInvalid',
    args: () => [],
    make: ({ quoteParts }) => ({ parts: { ...quoteParts(), signature: new Uint8Array(64) } }),
  },

  // What the TD says of itself
  {
    name: 'a TD in debug',
    call: 'verify',
    error: 'TdDebug',
    args: () => ['0x0100001000000000'],
    make: tdAttributes('0x0100001000000000'),
  },
  {
    name: 'a TD under test in another way (bit 1)',
    call: 'verify',
    error: 'TdAttributesRefused',
    args: () => ['0x0200001000000000'],
    make: tdAttributes('0x0200001000000000'),
  },
  {
    name: 'a TD whose host may inject #VE',
    call: 'verify',
    error: 'TdSeptVeEnabled',
    args: () => ['0x0000000000000000'],
    make: tdAttributes('0x0000000000000000'),
  },
  {
    name: 'a TD that may migrate (bit 29)',
    call: 'verify',
    error: 'TdAttributesRefused',
    args: () => ['0x0000003000000000'],
    make: tdAttributes('0x0000003000000000'),
  },
  {
    name: 'a TD with performance monitoring (bit 63)',
    call: 'verify',
    error: 'TdAttributesRefused',
    args: () => ['0x0000001000000080'],
    missedBy: 'performanceMonitoring',
    make: tdAttributes('0x0000001000000080'),
  },
  {
    name: 'a TD with a reserved attribute (bit 62)',
    call: 'verify',
    error: 'TdAttributesRefused',
    args: () => ['0x0000001000000040'],
    make: tdAttributes('0x0000001000000040'),
  },
  {
    name: 'a TD bound to a service TD',
    call: 'verify',
    error: 'ServiceTdRefused',
    args: () => [],
    make: ({ quoteParts }) => ({
      parts: quoteParts({ version: 5, report: { mrServiceTd: `0x${'00'.repeat(47)}01` } }),
    }),
  },

  // The quoting enclave
  {
    name: 'a quoting enclave in debug',
    call: 'verify',
    error: 'QeDebug',
    args: () => [],
    make: (platform) => ({
      // Intel's mask looks at the debug bit too; without it the rule has to stand on its own.
      parts: platform.quoteParts({ qeReport: { attributes: '0x1700000000000000e700000000000000' } }),
      submissions: submissionsOf(
        platform.collateral({ qeIdentity: { attributesMask: 'F9FFFFFFFFFFFFFF0000000000000000' } }),
      ),
    }),
  },
  {
    name: 'a quoting enclave of another signer',
    call: 'verify',
    error: 'QeMrSignerMismatch',
    args: () => [`0x${'09'.repeat(32)}`, QE_MRSIGNER],
    make: ({ quoteParts }) => ({ parts: quoteParts({ qeReport: { mrSigner: `0x${'09'.repeat(32)}` } }) }),
  },
  {
    name: 'another enclave of Intel’s than the quoting one',
    call: 'verify',
    error: 'QeProductIdMismatch',
    args: () => [1, 2],
    make: ({ quoteParts }) => ({ parts: quoteParts({ qeReport: { isvProdId: '0x0100' } }) }),
  },
  {
    name: 'a quoting enclave with other attributes',
    call: 'verify',
    error: 'QeAttributesMismatch',
    make: ({ quoteParts }) => ({
      parts: quoteParts({ qeReport: { attributes: '0x1500000000000001e700000000000000' } }),
    }),
  },
  {
    name: 'a quoting enclave with another MISCSELECT',
    call: 'verify',
    error: 'QeMiscSelectMismatch',
    args: () => ['0x01000000', '0x00000000', '0xffffffff'],
    make: ({ quoteParts }) => ({ parts: quoteParts({ qeReport: { miscSelect: '0x01000000' } }) }),
  },
  {
    name: 'a quoting enclave below every level',
    call: 'verify',
    error: 'QeSvnTooLow',
    args: () => [3],
    make: ({ quoteParts }) => ({ parts: quoteParts({ qeReport: { isvSvn: '0x0300' } }) }),
  },
  {
    name: 'a revoked quoting enclave',
    call: 'verify',
    error: 'QeRevoked',
    args: () => [6],
    make: (platform) => ({
      parts: platform.quoteParts(),
      submissions: submissionsOf(platform.collateral({ qeIdentity: { tcbLevels: [svnLevel(4, 'Revoked')] } })),
    }),
  },

  // The platform's TCB
  {
    name: 'a platform family without TCB info',
    call: 'verify',
    error: 'TcbInfoMissing',
    args: () => ['0x51d0c0de0001'],
    make: (platform) => ({ parts: withSgx(platform, { fmspc: '0x51d0c0de0001' }) }),
  },
  {
    name: 'a platform with another PCE',
    call: 'verify',
    error: 'PceIdMismatch',
    args: () => ['0x0001', '0x0000'],
    missedBy: 'pceIdUnchecked',
    make: (platform) => ({ parts: withSgx(platform, { pceId: '0x0001' }) }),
  },
  {
    name: 'microcode below every level',
    call: 'verify',
    error: 'TcbLevelNotFound',
    args: ({ fmspc }) => [fmspc],
    make: (platform) => ({
      parts: withSgx(platform, { components: platform.sgx.components.map((svn, at) => (at === 7 ? 4 : svn)) }),
    }),
  },
  {
    name: 'a PCESVN below every level',
    call: 'verify',
    error: 'TcbLevelNotFound',
    args: ({ fmspc }) => [fmspc],
    make: (platform) => ({ parts: withSgx(platform, { pceSvn: 4 }) }),
  },
  {
    name: 'a TDX component below every level',
    call: 'verify',
    error: 'TcbLevelNotFound',
    args: ({ fmspc }) => [fmspc],
    make: ({ quoteParts }) => ({
      parts: quoteParts({ report: { teeTcbSvn: '0x06010100000000000000000000000000' } }),
    }),
  },
  {
    name: 'a revoked TCB level',
    call: 'verify',
    error: 'TcbRevoked',
    args: ({ fmspc }) => [fmspc, 0],
    make: (platform) =>
      under(platform, { tcbLevels: [tcbLevel({ sgx: SGX_SVNS, pceSvn: 11, tdx: TDX_SVNS, status: 'Revoked' })] }),
  },
  {
    name: 'a TDX module of a version that Intel does not list',
    call: 'verify',
    error: 'TdxModuleUnknown',
    args: () => [2],
    missedBy: 'moduleIdentityIgnored',
    make: ({ quoteParts }) => ({
      parts: quoteParts({ report: { teeTcbSvn: '0x06020300000000000000000000000000' } }),
    }),
  },
  {
    name: 'a TDX module of another signer',
    call: 'verify',
    error: 'TdxModuleMismatch',
    args: () => [1],
    missedBy: 'moduleIdentityIgnored',
    make: ({ quoteParts }) => ({ parts: quoteParts({ report: { mrSignerSeam: `0x${'07'.repeat(48)}` } }) }),
  },
  {
    name: 'a TDX module with other attributes',
    call: 'verify',
    error: 'TdxModuleMismatch',
    args: () => [1],
    missedBy: 'moduleIdentityIgnored',
    make: ({ quoteParts }) => ({ parts: quoteParts({ report: { seamAttributes: '0x0100000000000000' } }) }),
  },
  {
    name: 'a TDX module below every level of its identity',
    call: 'verify',
    error: 'TdxModuleSvnTooLow',
    args: () => [1, 1],
    make: ({ quoteParts }) => ({
      parts: quoteParts({ report: { teeTcbSvn: '0x01010300000000000000000000000000' } }),
    }),
  },
  {
    name: 'a revoked TDX module',
    call: 'verify',
    error: 'TdxModuleRevoked',
    args: () => [1, 6],
    missedBy: 'moduleIdentityIgnored',
    make: (platform) =>
      under(platform, {
        tdxModuleIdentities: [{ id: 'TDX_01', ...MODULE_WITHOUT_SIGNER, tcbLevels: [svnLevel(4, 'Revoked')] }],
      }),
  },
  {
    name: 'a TDX module that was replaced by a revoked one after the launch',
    call: 'verify',
    error: 'TdxModuleSvnTooLow',
    args: () => [1, 1],
    missedBy: 'runningModuleIgnored',
    make: ({ quoteParts }) => ({
      parts: quoteParts({ version: 5, report: { teeTcbSvn2: '0x01010300000000000000000000000000' } }),
    }),
  },
  {
    name: 'a stale TCB info',
    call: 'verify',
    error: 'TcbInfoStale',
    args: ({ fmspc, now }) => [fmspc, BigInt(now + DAY), undefined],
    make: (platform) => ({ ...under(platform, { nextUpdate: isoDate(platform.now + DAY) }), after: 2 * DAY }),
  },
  {
    name: 'a stale QE identity',
    call: 'verify',
    error: 'QeIdentityStale',
    args: ({ now }) => [BigInt(now + DAY), undefined],
    make: (platform) => ({
      parts: platform.quoteParts(),
      submissions: submissionsOf(platform.collateral({ qeIdentity: { nextUpdate: isoDate(platform.now + DAY) } })),
      after: 2 * DAY,
    }),
  },
  {
    name: 'no QE identity',
    call: 'verify',
    error: 'QeIdentityMissing',
    args: () => [],
    missedBy: 'suppliedByCaller',
    make: (platform) => ({
      parts: platform.quoteParts(),
      submissions: submissionsOf(platform.collateral()).filter(({ kind }) => kind !== 'qeIdentity'),
    }),
  },
]
