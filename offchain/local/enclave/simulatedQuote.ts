import { createHash } from 'node:crypto'
import { bytesToHex, concatBytes, type Hex, hexToBytes, stringToBytes } from 'viem'
import type { TdxQuote } from '../../protocol/tdx/tdxQuote.ts'
import { writePem } from '../../protocol/tdx/writePem.ts'
import { QE_MRSIGNER } from './simulatedCollateral.ts'
import { type SimulatedKey, toP256Key, toP256Signature } from './simulatedKey.ts'

// Intel TDX DCAP Quote Generation Library, appendix A.3 (v4) and A.4 (v5). Integers are little-endian.

/** Names and lengths in bytes of the fields of a structure, in order. */
type Layout = Readonly<Record<string, number>>
type Fields<L extends Layout> = { [Name in keyof L]: Hex }

const HEADER = { version: 2, attestationKeyType: 2, teeType: 4, reserved: 4, qeVendorId: 16, userData: 20 } as const

const TD_REPORT_10 = {
  teeTcbSvn: 16,
  mrSeam: 48,
  mrSignerSeam: 48,
  seamAttributes: 8,
  tdAttributes: 8,
  xfam: 8,
  mrtd: 48,
  mrConfigId: 48,
  mrOwner: 48,
  mrOwnerConfig: 48,
  rtmr0: 48,
  rtmr1: 48,
  rtmr2: 48,
  rtmr3: 48,
  reportData: 64,
} as const

const TD_REPORT_15 = { ...TD_REPORT_10, teeTcbSvn2: 16, mrServiceTd: 48 } as const

const QE_REPORT = {
  cpuSvn: 16,
  miscSelect: 4,
  reserved1: 28,
  attributes: 16,
  mrEnclave: 32,
  reserved2: 32,
  mrSigner: 32,
  reserved3: 96,
  isvProdId: 2,
  isvSvn: 2,
  reserved4: 60,
  reportData: 64,
} as const

export type QuoteHeader = Fields<typeof HEADER>
export type TdReport = Fields<typeof TD_REPORT_15>
export type QeReportFields = Fields<typeof QE_REPORT>

const zeros = (length: number): Hex => `0x${'00'.repeat(length)}`

const repeated = (byte: string, length: number): Hex => `0x${byte.repeat(length)}`

const littleEndian = (value: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (value >>> (8 * index)) & 0xff)

/** The fields of `layout` one after the other; those not given are zero. */
const encodeFields = <L extends Layout>(layout: L, fields: Partial<Fields<L>>): Uint8Array =>
  concatBytes(
    Object.entries(layout).map(([name, length]) => {
      const value = hexToBytes(fields[name] ?? zeros(length))
      if (value.length !== length) throw new Error(`${name} of a quote has ${length} bytes, got ${value.length}`)
      return value
    }),
  )

const TDX = '0x81000000'
const ECDSA_P256 = '0x0200'
const INTEL_QE_VENDOR = '0x939a7233f79c4ca9940a0db3957f0607'

/** SEPT_VE_DISABLE (bit 28) and nothing else. */
const TD_ATTRIBUTES = '0x0000001000000000'

/** A TD as it runs in production: no debugging, no service TD, TDX module 1.5 at SVN 6. */
export const TD_REPORT = {
  teeTcbSvn: '0x06010300000000000000000000000000',
  mrSeam: repeated('5b', 48),
  tdAttributes: TD_ATTRIBUTES,
  xfam: '0xe702060000000000',
  mrtd: repeated('91', 48),
  rtmr0: repeated('a0', 48),
  rtmr1: repeated('a1', 48),
  rtmr2: repeated('a2', 48),
  rtmr3: repeated('a3', 48),
} satisfies Partial<TdReport>

/** Intel's TD quoting enclave: product 2, SVN 6. */
const QE: Partial<QeReportFields> = {
  cpuSvn: '0x06060202030100000000000000000000',
  attributes: '0x1500000000000000e700000000000000',
  mrEnclave: repeated('77', 32),
  mrSigner: QE_MRSIGNER,
  isvProdId: '0x0200',
  isvSvn: '0x0600',
}

const QE_AUTH_DATA: Hex = '0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'

/** Kinds of certification data. */
const PCK_CERTIFICATE_CHAIN = 5
const QE_REPORT_CERTIFICATION = 6

export type QuoteOptions = {
  version?: 4 | 5
  /** Version 5 only: a TDX 1.0 report (2) or a TDX 1.5 report (3). */
  bodyType?: 2 | 3
  header?: Partial<QuoteHeader>
  report?: Partial<TdReport>
  qeReport?: Partial<QeReportFields>
  qeAuthData?: Hex
  attestationKey?: SimulatedKey
  /** Signs the QE report. */
  pckKey?: SimulatedKey
  /** PCK certificate, its issuer's and the root's, DER. */
  chain?: readonly [Uint8Array, Uint8Array, Uint8Array]
}

/** A quote before it is put into its containers. Signatures are r and s, keys x and y, 64 bytes. */
export type QuoteParts = {
  signedReport: Uint8Array
  signature: Uint8Array
  attestationKey: Uint8Array
  qeReport: Uint8Array
  qeSignature: Uint8Array
  qeAuthData: Uint8Array
  chain: readonly [Uint8Array, Uint8Array, Uint8Array]
}

const encodeSignedReport = ({ version = 4, bodyType = 3, header, report }: QuoteOptions): Uint8Array => {
  const head = encodeFields(HEADER, {
    version: bytesToHex(littleEndian(version, 2)),
    attestationKeyType: ECDSA_P256,
    teeType: TDX,
    qeVendorId: INTEL_QE_VENDOR,
    ...header,
  })
  const layout: Layout = version === 5 && bodyType === 3 ? TD_REPORT_15 : TD_REPORT_10
  // Unless it says otherwise, the module under which the TD was launched still runs.
  const teeTcbSvn2 = report?.teeTcbSvn ?? TD_REPORT.teeTcbSvn
  const body = encodeFields(layout, { ...TD_REPORT, teeTcbSvn2, ...report })
  return version === 4
    ? concatBytes([head, body])
    : concatBytes([head, littleEndian(bodyType, 2), littleEndian(body.length, 4), body])
}

/** Signs a quote as quoting enclave and platform would. */
export const signQuote = (
  signers: Required<Pick<QuoteOptions, 'attestationKey' | 'pckKey' | 'chain'>>,
  options: QuoteOptions = {},
): QuoteParts => {
  const { attestationKey, pckKey, chain } = { ...signers, ...options }
  const qeAuthData = hexToBytes(options.qeAuthData ?? QE_AUTH_DATA)
  const keyHash = createHash('sha256').update(attestationKey.point).update(qeAuthData).digest()
  const reportData = bytesToHex(concatBytes([keyHash, new Uint8Array(32)]))
  const signedReport = encodeSignedReport(options)
  const qeReport = encodeFields(QE_REPORT, { ...QE, reportData, ...options.qeReport })
  return {
    signedReport,
    signature: attestationKey.sign(signedReport),
    attestationKey: attestationKey.point,
    qeReport,
    qeSignature: pckKey.sign(qeReport),
    qeAuthData,
    chain,
  }
}

/** The raw quote: PEM chain, ended by a NUL as at Intel, in QE certification data, in the quote's own. */
export const writeQuote = (parts: QuoteParts): Uint8Array => {
  const chain = stringToBytes(`${parts.chain.map((der) => writePem(der, 'CERTIFICATE')).join('')}\0`)
  const certification = concatBytes([
    parts.qeReport,
    parts.qeSignature,
    littleEndian(parts.qeAuthData.length, 2),
    parts.qeAuthData,
    littleEndian(PCK_CERTIFICATE_CHAIN, 2),
    littleEndian(chain.length, 4),
    chain,
  ])
  const authentication = concatBytes([
    parts.signature,
    parts.attestationKey,
    littleEndian(QE_REPORT_CERTIFICATION, 2),
    littleEndian(certification.length, 4),
    certification,
  ])
  return concatBytes([parts.signedReport, littleEndian(authentication.length, 4), authentication])
}

/** The signed parts as the contracts take them. */
export const toTdxQuote = (parts: QuoteParts, pckAuthority: Hex): TdxQuote => ({
  signedReport: bytesToHex(parts.signedReport),
  signature: toP256Signature(parts.signature),
  attestationKey: toP256Key(parts.attestationKey),
  qeReport: bytesToHex(parts.qeReport),
  qeSignature: toP256Signature(parts.qeSignature),
  qeAuthData: bytesToHex(parts.qeAuthData),
  pckCertificate: bytesToHex(parts.chain[0]),
  pckAuthority,
})
