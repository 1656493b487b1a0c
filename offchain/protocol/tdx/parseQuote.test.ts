import { constants } from '@phala/dcap-qvl'
import { bytesToHex, concatBytes, hexToBytes, stringToBytes } from 'viem'
import { describe, expect, it } from 'vitest'
import { parseQuote } from './parseQuote.ts'
import { authorityOf, readCertificate } from './readCertificate.ts'
import { UnreadableError } from './unreadableError.ts'

const CERTIFICATE = new Uint8Array(constants.TRUSTED_ROOT_CA_DER)

const pem = (der: Uint8Array): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

const littleEndian = (value: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => Math.floor(value / 256 ** index) & 0xff)

/** Bytes that count up, so that a field read at a wrong place shows. */
const counting = (length: number, from: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (from + index) & 0xff)

type Changes = {
  version?: number
  keyType?: number
  teeType?: number
  bodyType?: number
  bodySize?: number
  certificationType?: number
  chainType?: number
  chain?: string
  qeAuthData?: Uint8Array
  /** Added to the declared lengths of the signature data, the certification data and the chain. */
  lengths?: readonly [number, number, number]
  after?: Uint8Array
}

const CHAIN = `${pem(CERTIFICATE).repeat(3)}\0`

/** A quote that nobody signed: only its containers matter here. */
const writeQuote = (changes: Changes = {}): Uint8Array => {
  const { version = 4, bodyType = 3, lengths = [0, 0, 0], qeAuthData = counting(32, 9) } = changes
  const reportLength = version === 5 && bodyType === 3 ? 648 : 584
  const chain = stringToBytes(changes.chain ?? CHAIN)
  const certification = concatBytes([
    counting(384, 4),
    counting(64, 5),
    littleEndian(qeAuthData.length, 2),
    qeAuthData,
    littleEndian(changes.chainType ?? 5, 2),
    littleEndian(chain.length + lengths[2], 4),
    chain,
  ])
  const signatureData = concatBytes([
    counting(64, 2),
    counting(64, 3),
    littleEndian(changes.certificationType ?? 6, 2),
    littleEndian(certification.length + lengths[1], 4),
    certification,
  ])
  return concatBytes([
    littleEndian(version, 2),
    littleEndian(changes.keyType ?? 2, 2),
    littleEndian(changes.teeType ?? 0x81, 4),
    counting(40, 0),
    ...(version === 5 ? [littleEndian(bodyType, 2), littleEndian(changes.bodySize ?? reportLength, 4)] : []),
    counting(reportLength, 1),
    littleEndian(signatureData.length + lengths[0], 4),
    signatureData,
    changes.after ?? new Uint8Array(),
  ])
}

const refusalOf = (bytes: Uint8Array): string => {
  try {
    parseQuote(bytes)
  } catch (error) {
    expect(error).toBeInstanceOf(UnreadableError)
    return (error as Error).message
  }
  return 'accepted'
}

describe('parseQuote', () => {
  it.each([
    [4, undefined, '1.0', 632],
    [5, 2, '1.0', 638],
    [5, 3, '1.5', 702],
  ] as const)('reads version %s with body type %s', (version, bodyType, reportVersion, signedLength) => {
    const bytes = writeQuote({ version, bodyType })
    const parsed = parseQuote(bytes)
    const body = counting(648, 1)
    expect(parsed).toMatchObject({ version, reportVersion, length: bytes.length, paddingLength: 0 })
    expect(parsed.quote).toEqual({
      signedReport: bytesToHex(bytes.subarray(0, signedLength)),
      signature: { r: bytesToHex(counting(32, 2)), s: bytesToHex(counting(32, 34)) },
      attestationKey: { x: bytesToHex(counting(32, 3)), y: bytesToHex(counting(32, 35)) },
      qeReport: bytesToHex(counting(384, 4)),
      qeSignature: { r: bytesToHex(counting(32, 5)), s: bytesToHex(counting(32, 37)) },
      qeAuthData: bytesToHex(counting(32, 9)),
      pckCertificate: bytesToHex(CERTIFICATE),
      pckAuthority: authorityOf(readCertificate(CERTIFICATE, 'root').key),
    })
    expect(parsed.measured).toBe(bytesToHex(body.subarray(120, 520)))
    expect(parsed.report.teeTcbSvn).toBe(bytesToHex(body.subarray(0, 16)))
    expect(parsed.report.tdAttributes).toBe(bytesToHex(body.subarray(120, 128)))
    expect(parsed.report.mrtd).toBe(bytesToHex(body.subarray(136, 184)))
    expect(parsed.report.rtmr3).toBe(bytesToHex(body.subarray(472, 520)))
    expect(parsed.report.reportData).toBe(bytesToHex(body.subarray(520, 584)))
    const running = reportVersion === '1.5' ? bytesToHex(body.subarray(584, 600)) : undefined
    expect(parsed.report.teeTcbSvn2).toBe(running)
  })

  it('computes the authority id as Solidity does', () => {
    // cast keccak $(cast abi-encode 'f(bytes32,bytes32)' x y) of IntelRoot.key()
    expect(authorityOf(readCertificate(CERTIFICATE, 'root').key)).toBe(
      '0x89f72d7c488e5b53a77c23ebcb36970ef7eb5bcf6658e9b8292cfbe4703a8473',
    )
  })

  it.each([0, 1, 70, 5000])('allows %s zero bytes after the declared end', (paddingLength) => {
    expect(parseQuote(writeQuote({ after: new Uint8Array(paddingLength) })).paddingLength).toBe(paddingLength)
  })

  it('allows a chain without the NUL, and any length of QE authentication data', () => {
    expect(refusalOf(writeQuote({ chain: CHAIN.slice(0, -1) }))).toBe('accepted')
    expect(refusalOf(writeQuote({ qeAuthData: new Uint8Array() }))).toBe('accepted')
    expect(refusalOf(writeQuote({ qeAuthData: new Uint8Array(40_000) }))).toBe('accepted')
  })

  const end = writeQuote().length
  it.each<[string, Changes, string | RegExp]>([
    ['SGX', { version: 3, teeType: 0 }, 'quote offset 4: this is an SGX quote (version 3), wanted a TDX quote'],
    ['SGX in version 4', { teeType: 0 }, 'quote offset 4: this is an SGX quote (version 4), wanted a TDX quote'],
    ['version 3 of TDX', { version: 3 }, 'quote offset 0: version is 3, wanted 4 or 5'],
    ['version 6', { version: 6 }, 'quote offset 0: version is 6, wanted 4 or 5'],
    ['another TEE', { teeType: 0x82 }, 'quote offset 4: TEE type is 0x82, wanted 0x81 (TDX)'],
    ['P-384', { keyType: 3 }, 'quote offset 2: attestation key type is 3, wanted 2 (ECDSA over P-256)'],
    [
      'SGX body',
      { version: 5, bodyType: 1 },
      /^quote offset 48: body type is 1, wanted 2 \(TDX 1\.0\) or 3 \(TDX 1\.5\)$/,
    ],
    ['body size', { version: 5, bodySize: 584 }, 'quote offset 50: body size is 584, wanted 648'],
    [
      'bytes after the end',
      { after: Uint8Array.of(0, 0, 1) },
      `quote offset ${end + 2}: not a zero byte, after the declared end at ${end}`,
    ],
    [
      'declared end too late',
      { lengths: [1, 0, 0] },
      `the quote ends at ${end}, and declares that it ends at ${end + 1}`,
    ],
    [
      'declared end too early',
      { lengths: [-1, 0, 0] },
      /^quote offset 766: length of the certification data is \d+, wanted \d+$/,
    ],
    ['certification type', { certificationType: 5 }, 'quote offset 764: certification data type is 5, wanted 6'],
    ['certification longer', { lengths: [0, 1, 0] }, /^quote offset 766: length of the certification data/],
    ['certification shorter', { lengths: [0, -1, 0] }, /^quote offset 766: length of the certification data/],
    ['chain type', { chainType: 3 }, 'quote offset 1252: type of the QE certification data is 3, wanted 5'],
    ['chain longer', { lengths: [0, 0, 1] }, /^quote offset 1254: length of the PCK chain/],
    ['chain shorter', { lengths: [0, 0, -1] }, /^quote offset 1254: length of the PCK chain/],
    ['two NULs', { chain: `${CHAIN}\0` }, /the last line of PEM has no newline$/],
    [
      'two certificates',
      { chain: pem(CERTIFICATE).repeat(2) },
      'PCK chain at quote offset 1258: 2 certificates, wanted leaf, intermediate, root',
    ],
    [
      'four certificates',
      { chain: pem(CERTIFICATE).repeat(4) },
      'PCK chain at quote offset 1258: 4 certificates, wanted leaf, intermediate, root',
    ],
    ['byte order mark', { chain: `\u{feff}${CHAIN}` }, /line 1 of PEM is not "-----BEGIN CERTIFICATE-----"$/],
    [
      'intermediate that is none',
      { chain: pem(CERTIFICATE) + pem(Uint8Array.of(0x30, 0)) + pem(CERTIFICATE) },
      /^intermediate certificate of the quote: the DER element at 2 is cut off$/,
    ],
  ])('refuses %s', (_name, changes, wanted) => {
    expect(refusalOf(writeQuote(changes))).toMatch(wanted)
    if (typeof wanted === 'string') expect(refusalOf(writeQuote(changes))).toBe(wanted)
  })

  it('refuses every quote that was cut off, wherever, and says so', () => {
    const bytes = writeQuote()
    for (let length = 0; length < bytes.length; length += 1) {
      expect(refusalOf(bytes.subarray(0, length))).toMatch(/wants \d+ bytes, \d+ are left$|declares that it ends at/)
    }
  })

  it('reads nothing but its own bytes of a larger buffer', () => {
    const bytes = writeQuote()
    const larger = concatBytes([counting(100, 7), bytes, counting(100, 7)])
    expect(parseQuote(larger.subarray(100, 100 + bytes.length))).toEqual(parseQuote(bytes))
  })

  it('gives hex that has the bytes', () => {
    expect(hexToBytes(parseQuote(writeQuote()).certificates.root)).toEqual(CERTIFICATE)
  })
})
