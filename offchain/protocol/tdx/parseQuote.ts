import { bytesToHex, type Hex, hexToBytes } from 'viem'
import { MEASURED_LAYOUT, MEASURED_LENGTH } from '../enclaveMeasurement.ts'
import { parsePem } from './parsePem.ts'
import { authorityOf, readCertificate } from './readCertificate.ts'
import type { P256Key, P256Signature, TdxQuote } from './tdxQuote.ts'
import { UnreadableError } from './unreadableError.ts'

/** The fields of a TD report, in the quote's order. Bytes as they stand there: integers inside are little-endian. */
export type TdReport = {
  teeTcbSvn: Hex
  mrSeam: Hex
  mrSignerSeam: Hex
  seamAttributes: Hex
  tdAttributes: Hex
  xfam: Hex
  mrtd: Hex
  mrConfigId: Hex
  mrOwner: Hex
  mrOwnerConfig: Hex
  rtmr0: Hex
  rtmr1: Hex
  rtmr2: Hex
  rtmr3: Hex
  reportData: Hex
  /** TDX 1.5 only, in quotes of version 5. */
  teeTcbSvn2?: Hex
  mrServiceTd?: Hex
}

/** A raw quote taken apart. Nothing here is verified. */
export type ParsedQuote = {
  version: 4 | 5
  /** Which TD report the quote holds. */
  reportVersion: '1.0' | '1.5'
  /** What anybody signed: the part that `TdxQuoteVerifier` judges. */
  quote: TdxQuote
  report: TdReport
  /** The 400 bytes that say what runs, as `TdxClaims.measured`. */
  measured: Hex
  /** The chain in the quote, DER. The contracts take the authorities from their own store, so only the leaf counts. */
  certificates: { leaf: Hex; intermediate: Hex; root: Hex }
  /** Bytes until the end that the quote itself declares, and zero bytes after it. */
  length: number
  paddingLength: number
}

const TEE_TYPE_SGX = 0x00
const TEE_TYPE_TDX = 0x81
const ECDSA_P256 = 2

const HEADER_LENGTH = 48
const QE_REPORT_LENGTH = 384
const QE_REPORT_CERTIFICATION = 6
const PCK_CHAIN = 5
const CHAIN = ['leaf', 'intermediate', 'root'] as const

/** Body types of a version 5 quote: their report and its length. */
const BODIES: Record<number, { reportVersion: '1.0' | '1.5'; length: number }> = {
  2: { reportVersion: '1.0', length: 584 },
  3: { reportVersion: '1.5', length: 648 },
}

const REPORT_FIELDS = [
  ['teeTcbSvn', 16],
  ['mrSeam', 48],
  ['mrSignerSeam', 48],
  ['seamAttributes', 8],
  ...MEASURED_LAYOUT,
  ['reportData', 64],
] as const

const REPORT_15_FIELDS = [...REPORT_FIELDS, ['teeTcbSvn2', 16], ['mrServiceTd', 48]] as const

const MEASURED_START = 120

/** Reads forward through bytes; whatever it cannot give, it names by its offset. */
const createReader = (bytes: Uint8Array) => {
  let at = 0
  const take = (length: number, name: string): Uint8Array => {
    const left = bytes.length - at
    if (length > left) {
      throw new UnreadableError(`quote offset ${at}: ${name} wants ${length} bytes, ${left} are left`)
    }
    at += length
    return bytes.subarray(at - length, at)
  }
  const takeNumber = (length: number, name: string): number =>
    take(length, name).reduceRight((value, byte) => value * 256 + byte, 0)
  const takeSignature = (name: string): P256Signature => ({
    r: bytesToHex(take(32, name)),
    s: bytesToHex(take(32, name)),
  })
  const takeKey = (name: string): P256Key => ({ x: bytesToHex(take(32, name)), y: bytesToHex(take(32, name)) })
  return { offset: () => at, take, takeNumber, takeSignature, takeKey }
}

type Reader = ReturnType<typeof createReader>

const requireNumber = (reader: Reader, length: number, name: string, wanted: number): void => {
  const at = reader.offset()
  const given = reader.takeNumber(length, name)
  if (given !== wanted) throw new UnreadableError(`quote offset ${at}: ${name} is ${given}, wanted ${wanted}`)
}

const readHeader = (reader: Reader): 4 | 5 => {
  const version = reader.takeNumber(2, 'version')
  const keyType = reader.takeNumber(2, 'attestation key type')
  const teeType = reader.takeNumber(4, 'TEE type')
  reader.take(HEADER_LENGTH - 8, 'header')
  // A version 3 quote has no TEE type: the bytes are reserved, and zero.
  if (teeType === TEE_TYPE_SGX) {
    throw new UnreadableError(`quote offset 4: this is an SGX quote (version ${version}), wanted a TDX quote`)
  }
  if (version !== 4 && version !== 5) {
    throw new UnreadableError(`quote offset 0: version is ${version}, wanted 4 or 5`)
  }
  if (teeType !== TEE_TYPE_TDX) {
    throw new UnreadableError(`quote offset 4: TEE type is 0x${teeType.toString(16)}, wanted 0x81 (TDX)`)
  }
  if (keyType !== ECDSA_P256) {
    throw new UnreadableError(`quote offset 2: attestation key type is ${keyType}, wanted 2 (ECDSA over P-256)`)
  }
  return version
}

/** What kind of report follows; a version 4 quote holds that of TDX 1.0, and does not say so. */
const readBodyKind = (reader: Reader, version: 4 | 5): { reportVersion: '1.0' | '1.5'; length: number } => {
  const fixed = BODIES[2]
  if (version === 4 && fixed) return fixed
  const at = reader.offset()
  const type = reader.takeNumber(2, 'body type')
  const body = BODIES[type]
  if (!body) throw new UnreadableError(`quote offset ${at}: body type is ${type}, wanted 2 (TDX 1.0) or 3 (TDX 1.5)`)
  requireNumber(reader, 4, 'body size', body.length)
  return body
}

const readReport = (bytes: Uint8Array, reportVersion: '1.0' | '1.5'): TdReport => {
  const reader = createReader(bytes)
  const fields = reportVersion === '1.0' ? REPORT_FIELDS : REPORT_15_FIELDS
  return Object.fromEntries(fields.map(([name, length]) => [name, bytesToHex(reader.take(length, name))])) as TdReport
}

/** The declared length of a part that must end where the quote's declared end is. */
const requireLength = (reader: Reader, name: string, end: number): void =>
  requireNumber(reader, 4, name, end - reader.offset() - 4)

const readChain = (bytes: Uint8Array, at: number): ParsedQuote['certificates'] => {
  const name = `PCK chain at quote offset ${at}`
  // Intel's library counts the NUL that ends its C string as part of the chain.
  const letters = bytes.at(-1) === 0 ? bytes.subarray(0, -1) : bytes
  // Byte by byte: a UTF-8 decoder would swallow a byte order mark.
  const text = Array.from(letters, (byte) => String.fromCharCode(byte)).join('')
  const certificates = parsePem(text, 'CERTIFICATE', name).map((der) => bytesToHex(der))
  const [leaf, intermediate, root] = certificates
  if (certificates.length !== CHAIN.length || !leaf || !intermediate || !root) {
    throw new UnreadableError(`${name}: ${certificates.length} certificates, wanted ${CHAIN.join(', ')}`)
  }
  return { leaf, intermediate, root }
}

/**
 * Takes apart a raw TDX quote, version 4 or 5. Strict: every declared length fits exactly, the certification data is a QE
 * report (type 6) with a PCK chain (type 5), and after the end that the quote declares there are only zero bytes, because
 * Intel's library hands out its whole buffer.
 *
 * @source Intel TDX DCAP Quote Generation Library, appendix A.3 (v4) and A.4 (v5)
 */
export const parseQuote = (bytes: Uint8Array): ParsedQuote => {
  const reader = createReader(bytes)
  const version = readHeader(reader)
  const { reportVersion, length: reportLength } = readBodyKind(reader, version)
  const body = reader.take(reportLength, 'TD report')
  const signedReport = bytesToHex(bytes.subarray(0, reader.offset()))

  const signatureLength = reader.takeNumber(4, 'length of the signature data')
  const end = reader.offset() + signatureLength
  if (end > bytes.length) {
    throw new UnreadableError(`the quote ends at ${bytes.length}, and declares that it ends at ${end}`)
  }
  const stray = bytes.subarray(end).findIndex((byte) => byte !== 0)
  if (stray >= 0) {
    throw new UnreadableError(`quote offset ${end + stray}: not a zero byte, after the declared end at ${end}`)
  }

  const signature = reader.takeSignature('quote signature')
  const attestationKey = reader.takeKey('attestation key')
  requireNumber(reader, 2, 'certification data type', QE_REPORT_CERTIFICATION)
  requireLength(reader, 'length of the certification data', end)
  const qeReport = bytesToHex(reader.take(QE_REPORT_LENGTH, 'QE report'))
  const qeSignature = reader.takeSignature('QE report signature')
  const qeAuthData = bytesToHex(reader.take(reader.takeNumber(2, 'length of the QE authentication data'), 'QE data'))
  requireNumber(reader, 2, 'type of the QE certification data', PCK_CHAIN)
  requireLength(reader, 'length of the PCK chain', end)
  const chainAt = reader.offset()
  const certificates = readChain(reader.take(end - chainAt, 'PCK chain'), chainAt)

  const intermediate = readCertificate(hexToBytes(certificates.intermediate), 'intermediate certificate of the quote')
  return {
    version,
    reportVersion,
    quote: {
      signedReport,
      signature,
      attestationKey,
      qeReport,
      qeSignature,
      qeAuthData,
      pckCertificate: certificates.leaf,
      pckAuthority: authorityOf(intermediate.key),
    },
    report: readReport(body, reportVersion),
    measured: bytesToHex(body.subarray(MEASURED_START, MEASURED_START + MEASURED_LENGTH)),
    certificates,
    length: end,
    paddingLength: bytes.length - end,
  }
}
