import { type Hex, hexToBytes } from 'viem'
import {
  type CertificateFields,
  type CertificateMembers,
  certificateMembers,
  distinguishedName,
  publicKeyInfo,
  signMembers,
  writeCertificate,
} from '../../../offchain/local/enclave/certificates.ts'
import {
  element,
  explicit,
  generalizedTime,
  integer,
  objectIdentifier,
  sequence,
  time,
  utcTime,
} from '../../../offchain/local/enclave/derWriter.ts'
import {
  basicConstraints,
  extension,
  KEY_CERT_SIGN,
  keyUsage,
  type SgxExtension,
  sgxExtension,
  sgxExtensionContent,
} from '../../../offchain/local/enclave/extensions.ts'
import { simulatedKey } from '../../../offchain/local/enclave/simulatedKey.ts'
import { certificateExtensions } from '../../../offchain/local/enclave/simulatedPki.ts'
import type { SimulatedPlatform } from '../../../offchain/local/enclave/simulatedPlatform.ts'
import type { QuoteParts } from '../../../offchain/local/enclave/simulatedQuote.ts'
import { TEST_ROOT_SUBJECT } from '../../../offchain/local/enclave/testRoot.ts'
import { authorityOf } from '../../../offchain/protocol/tdx/readCertificate.ts'
import { type NegativeQuote, submissionsOf } from './negativeVector.ts'

const DAY = 86_400

const FORGED_AUTHORITY_KEY = simulatedKey('forged PCK Platform CA')

/** Object identifiers as `Der.readOid` gives them: tag and length included. */
const OID_BASIC_CONSTRAINTS = 0x0603551d13n
const OID_KEY_USAGE = 0x0603551d0fn
const OID_SGX = 0x06092a864886f84d010d01n

/** Places in the extensions of a simulated certificate. */
const KEY_USAGE = 3
const BASIC_CONSTRAINTS = 4
const SGX = 5

/** A quote with another leaf certificate, for the same key. */
const withLeaf = ({ quoteParts, pki }: SimulatedPlatform, leaf: Uint8Array): QuoteParts =>
  quoteParts({ chain: [leaf, pki.pckAuthority.certificate, pki.root.certificate] })

/** A quote whose leaf has other fields, signed by the genuine authority. */
const withFields = (platform: SimulatedPlatform, fields: Partial<CertificateFields>): QuoteParts =>
  withLeaf(platform, platform.pckCertificate(fields))

/** A quote whose leaf has members that stand as they are, signed by the genuine authority. */
const withMembers = (platform: SimulatedPlatform, members: Partial<CertificateMembers>): QuoteParts => {
  const { pck, pckAuthority } = platform.pki
  return withLeaf(platform, writeCertificate(pck.fields, pckAuthority.key, members))
}

/** A quote whose leaf has another extension at a place, or several, or none. */
const withExtensions = (platform: SimulatedPlatform, at: number, ...extensions: readonly Uint8Array[]): QuoteParts =>
  withFields(platform, { extensions: platform.pki.pck.fields.extensions.toSpliced(at, 1, ...extensions) })

const withSgx = (platform: SimulatedPlatform, sgx: Partial<SgxExtension>): QuoteParts =>
  withLeaf(platform, platform.pckCertificate({}, sgx))

/** A self-made authority with Intel's names and serial number, and a PCK certificate of its. */
export const forgeChain = (platform: SimulatedPlatform) => {
  const { pki, sgx } = platform
  const key = FORGED_AUTHORITY_KEY
  const pckKey = simulatedKey('forged PCK')
  const authority = writeCertificate({ ...pki.pckAuthority.fields, key }, key)
  const pck = writeCertificate({ ...pki.pck.fields, key: pckKey }, key)
  return { key, pckKey, authority, pck, sgx }
}

const forgedQuote = (platform: SimulatedPlatform): QuoteParts => {
  const { pckKey, authority, pck } = forgeChain(platform)
  // The genuine root stands where the published bypass put it: the chain ends right, and only the middle is false.
  return platform.quoteParts({ pckKey, chain: [pck, authority, platform.pki.root.certificate] })
}

/** A quote under a PCK certificate that some other certificate's key issued. */
const issuedBy = (platform: SimulatedPlatform, issuer: 'pck' | 'tcbSigner'): QuoteParts => {
  const { pki, sgx, quoteParts } = platform
  const { key, fields, certificate } = pki[issuer]
  const pckKey = simulatedKey(`PCK under ${issuer}`)
  const extensions = [
    ...certificateExtensions({ issuerKey: key, key: pckKey, crlUrl: 'https://intel.invalid/crl', usage: 0xc0 }),
    sgxExtension(sgx),
  ]
  const pck = writeCertificate({ ...pki.pck.fields, key: pckKey, issuer: fields.subject, extensions }, key)
  return quoteParts({ pckKey, chain: [pck, certificate, pki.root.certificate] })
}

/** Quotes whose PCK certificate or its issuer is not what it should be, each in one thing. */
export const negativeCertificates: readonly NegativeQuote[] = [
  {
    name: 'the published upstream certificate-chain bypass (forged intermediate with right names), as a quote',
    call: 'verify',
    error: 'AuthorityUnknown',
    args: () => [authorityOf(FORGED_AUTHORITY_KEY.publicKey)],
    make: (platform) => ({
      parts: forgedQuote(platform),
      pckAuthority: authorityOf(FORGED_AUTHORITY_KEY.publicKey),
    }),
  },
  {
    name: 'the same forged chain that claims to come from the genuine authority',
    call: 'verify',
    error: 'PckCertificateSignatureInvalid',
    make: (platform) => ({ parts: forgedQuote(platform) }),
  },
  {
    name: 'a PCK certificate that issues another one',
    call: 'verify',
    error: 'AuthorityUnknown',
    args: ({ pki }) => [authorityOf(pki.pck.key.publicKey)],
    make: (platform) => ({
      parts: issuedBy(platform, 'pck'),
      pckAuthority: authorityOf(platform.pki.pck.key.publicKey),
    }),
  },
  {
    name: 'a certificate of the root that is no authority issues a PCK certificate',
    call: 'verify',
    error: 'AuthorityUnknown',
    args: ({ pki }) => [authorityOf(pki.tcbSigner.key.publicKey)],
    missedBy: 'authorityUnchecked',
    make: (platform) => ({
      parts: issuedBy(platform, 'tcbSigner'),
      pckAuthority: authorityOf(platform.pki.tcbSigner.key.publicKey),
    }),
  },
  {
    name: 'the root itself issues a PCK certificate',
    call: 'verify',
    error: 'AuthorityUnknown',
    args: ({ rootKey }) => [authorityOf(rootKey)],
    missedBy: 'authorityUnchecked',
    make: (platform) => {
      const { pki, rootKey, quoteParts } = platform
      const pck = writeCertificate({ ...pki.pck.fields, issuer: TEST_ROOT_SUBJECT }, pki.root.key)
      const parts = quoteParts({ chain: [pck, pki.root.certificate, pki.root.certificate] })
      return { parts, pckAuthority: authorityOf(rootKey) }
    },
  },
  {
    name: 'an authority nobody submitted',
    call: 'verify',
    error: 'AuthorityUnknown',
    args: ({ pckAuthority }) => [pckAuthority],
    missedBy: 'suppliedByCaller',
    make: (platform) => ({
      parts: platform.quoteParts(),
      submissions: submissionsOf(platform.collateral()).filter(({ kind }) => kind !== 'pckCrl'),
    }),
  },
  {
    name: 'a PCK certificate that names another issuer',
    call: 'verify',
    error: 'IssuerMismatch',
    missedBy: 'namesUnchained',
    make: (platform) => ({ parts: withFields(platform, { issuer: distinguishedName('Intel SGX PCK Processor CA') }) }),
  },
  {
    name: 'a PCK certificate that is an authority',
    call: 'verify',
    error: 'PckCertificateIsAuthority',
    args: () => [],
    make: (platform) => ({ parts: withExtensions(platform, BASIC_CONSTRAINTS, basicConstraints(0)) }),
  },
  {
    name: 'a PCK certificate that may not sign',
    call: 'verify',
    error: 'PckCertificateCannotSign',
    args: () => [],
    missedBy: 'keyUsageUnchecked',
    make: (platform) => ({ parts: withExtensions(platform, KEY_USAGE, keyUsage(KEY_CERT_SIGN)) }),
  },
  {
    name: 'a PCK certificate without BasicConstraints',
    call: 'verify',
    error: 'ExtensionMissing',
    args: () => [OID_BASIC_CONSTRAINTS],
    missedBy: 'basicConstraintsOptional',
    make: (platform) => ({ parts: withExtensions(platform, BASIC_CONSTRAINTS) }),
  },
  {
    name: 'a PCK certificate without KeyUsage',
    call: 'verify',
    error: 'ExtensionMissing',
    args: () => [OID_KEY_USAGE],
    missedBy: 'keyUsageUnchecked',
    make: (platform) => ({ parts: withExtensions(platform, KEY_USAGE) }),
  },
  {
    name: 'a PCK certificate whose BasicConstraints are repeated, the second time as an authority',
    call: 'verify',
    error: 'ExtensionRepeated',
    args: () => [OID_BASIC_CONSTRAINTS],
    missedBy: 'repeatedExtensionsIgnored',
    make: (platform) => ({
      parts: withExtensions(platform, BASIC_CONSTRAINTS, basicConstraints(), basicConstraints(0)),
    }),
  },
  {
    name: 'a PCK certificate without Intel’s extension',
    call: 'verify',
    error: 'PckExtensionMissing',
    args: () => [],
    make: (platform) => ({ parts: withExtensions(platform, SGX) }),
  },
  {
    name: 'a PCK certificate with Intel’s extension twice',
    call: 'verify',
    error: 'ExtensionRepeated',
    args: () => [OID_SGX],
    make: (platform) => ({
      parts: withExtensions(platform, SGX, sgxExtension({ ...platform.sgx, pceSvn: 99 }), sgxExtension(platform.sgx)),
    }),
  },
  {
    name: 'a PCK certificate with 15 TCB components',
    call: 'verify',
    error: 'PckTcbPartUnexpected',
    args: () => [undefined, 16n],
    make: (platform) => {
      const parts = withSgx(platform, { components: platform.sgx.components.slice(0, 15) })
      return { parts }
    },
  },
  {
    name: 'a PCK certificate with an unknown element in Intel’s extension',
    call: 'verify',
    error: 'PckElementUnknown',
    missedBy: 'pckExtensionLenient',
    make: (platform) => {
      const unknown = sequence(objectIdentifier('1.2.840.113741.1.13.1.8'), integer(1))
      const elements = sgxExtensionContent(platform.sgx).subarray(4)
      const extended = extension('1.2.840.113741.1.13.1', sequence(elements, unknown))
      return { parts: withExtensions(platform, SGX, extended) }
    },
  },
  {
    name: 'a PCK certificate with an unknown critical extension',
    call: 'verify',
    error: 'ExtensionUnknownButCritical',
    missedBy: 'criticalExtensionsIgnored',
    make: (platform) => {
      const unknown = extension('1.2.840.113741.1.13.99', sequence(), { isCritical: true })
      return { parts: withFields(platform, { extensions: [...platform.pki.pck.fields.extensions, unknown] }) }
    },
  },
  {
    name: 'a byte after the PCK certificate',
    call: 'verify',
    error: 'DerTrailingBytes',
    args: ({ pki }) => [BigInt(pki.pck.certificate.length)],
    make: (platform) => ({ parts: withLeaf(platform, Uint8Array.of(...platform.pki.pck.certificate, 0)) }),
  },
  {
    name: 'a PCK certificate whose last byte is missing',
    call: 'verify',
    error: 'DerTruncated',
    args: () => [0n],
    make: (platform) => ({ parts: withLeaf(platform, platform.pki.pck.certificate.slice(0, -1)) }),
  },
  {
    name: 'a PCK certificate of version 1',
    call: 'verify',
    error: 'CertificateVersionUnsupported',
    missedBy: 'lenientDer',
    make: (platform) => ({ parts: withMembers(platform, { version: explicit(0, integer(0)) }) }),
  },
  {
    name: 'a PCK certificate that names another algorithm inside than outside',
    call: 'verify',
    error: 'AlgorithmUnsupported',
    make: (platform) => ({
      parts: withMembers(platform, { algorithm: sequence(objectIdentifier('1.2.840.10045.4.3.3')) }),
    }),
  },
  {
    name: 'a PCK certificate that names another algorithm outside than inside',
    call: 'verify',
    error: 'AlgorithmUnsupported',
    make: (platform) => {
      const { pck, pckAuthority } = platform.pki
      const algorithm = sequence(objectIdentifier('1.2.840.10045.4.3.3'))
      return {
        parts: withLeaf(
          platform,
          signMembers(Object.values(certificateMembers(pck.fields)), pckAuthority.key, algorithm),
        ),
      }
    },
  },
  {
    name: 'a PCK certificate of a key on another curve',
    call: 'verify',
    error: 'KeyUnsupported',
    make: (platform) => {
      const keyInfo = publicKeyInfo(platform.pki.pck.key)
      // secp256k1 (1.3.132.0.10) is two bytes shorter to name than prime256v1.
      const curve = objectIdentifier('1.3.132.0.10')
      const point = keyInfo.subarray(keyInfo.length - 68)
      const other = sequence(sequence(objectIdentifier('1.2.840.10045.2.1'), curve), point)
      return { parts: withMembers(platform, { keyInfo: other }) }
    },
  },
  {
    name: 'a PCK certificate with a negative serial number',
    call: 'verify',
    error: 'DerIntegerInvalid',
    missedBy: 'lenientDer',
    make: (platform) => ({ parts: withMembers(platform, { serial: element(0x02, Uint8Array.of(0x80, 1)) }) }),
  },
  {
    name: 'a PCK certificate with a serial number of 21 bytes',
    call: 'verify',
    error: 'SerialTooLong',
    args: () => [1n << 160n],
    missedBy: 'lenientDer',
    make: (platform) => ({ parts: withFields(platform, { serial: 1n << 160n }) }),
  },
  {
    name: 'a PCK certificate with a length in more bytes than it needs',
    call: 'verify',
    error: 'DerLengthInvalid',
    missedBy: 'lenientDer',
    make: (platform) => ({
      // INTEGER of one byte, its length as 81 01.
      parts: withMembers(platform, { serial: Uint8Array.of(0x02, 0x81, 0x01, 0x05) }),
    }),
  },
  {
    name: 'an expired PCK certificate',
    call: 'verify',
    error: 'PckCertificateNotInForce',
    args: ({ now }) => [BigInt(now - DAY), BigInt(now - 1), undefined],
    make: (platform) => ({
      parts: withFields(platform, { notBefore: platform.now - DAY, notAfter: platform.now - 1 }),
    }),
  },
  {
    name: 'a PCK certificate of tomorrow',
    call: 'verify',
    error: 'PckCertificateNotInForce',
    args: ({ now }) => [BigInt(now + DAY), BigInt(now + 2 * DAY), undefined],
    make: ({ now, ...platform }) => ({
      parts: withFields({ now, ...platform }, { notBefore: now + DAY, notAfter: now + 2 * DAY }),
    }),
  },
  {
    name: 'a PCK certificate until 2050 whose end is a UTCTime, and so in 1950',
    call: 'verify',
    error: 'DateInvalid',
    args: () => [1950n, 6n, 1n],
    make: (platform) => ({
      parts: withMembers(platform, {
        validity: sequence(time(platform.now - DAY), utcTime(Date.UTC(2050, 5, 1) / 1_000)),
      }),
    }),
  },
  {
    name: 'a PCK certificate until 2055 in a GeneralizedTime without its Z',
    call: 'verify',
    error: 'DerTimeInvalid',
    missedBy: 'lenientDer',
    make: (platform) => {
      const end = generalizedTime(Date.UTC(2055) / 1_000).slice(2, -1)
      return {
        parts: withMembers(platform, { validity: sequence(time(platform.now - DAY), element(0x18, end)) }),
      }
    },
  },
  {
    name: 'a PCK certificate from a GeneralizedTime after 2050 on',
    call: 'verify',
    error: 'PckCertificateNotInForce',
    args: () => [BigInt(Date.UTC(2051) / 1_000), BigInt(Date.UTC(2055) / 1_000), undefined],
    make: (platform) => ({
      parts: withFields(platform, { notBefore: Date.UTC(2051) / 1_000, notAfter: Date.UTC(2055) / 1_000 }),
    }),
  },
  {
    name: 'a revoked PCK certificate',
    call: 'verify',
    error: 'CertificateRevokedBy',
    args: ({ pckAuthority, pki }) => [pckAuthority, pki.pck.fields.serial],
    make: (platform) => ({
      parts: platform.quoteParts(),
      submissions: submissionsOf(platform.collateral({ pckCrl: { revoked: [1n, platform.pki.pck.fields.serial] } })),
    }),
  },
  {
    name: 'a revoked PCK certificate that the next CRL no longer lists',
    call: 'verify',
    error: 'CertificateRevokedBy',
    args: ({ pckAuthority, pki }) => [pckAuthority, pki.pck.fields.serial],
    missedBy: 'suppliedByCaller',
    make: (platform) => {
      const { pck } = platform.pki
      const collateral = platform.collateral({ pckCrl: { revoked: [pck.fields.serial] } })
      const next = platform.collateral({ pckCrl: { thisUpdate: platform.now - 60, revoked: [] } })
      return {
        parts: platform.quoteParts(),
        submissions: [...submissionsOf(collateral), { kind: 'pckCrl', collateral: next }],
      }
    },
  },
  {
    name: 'an authority that was revoked after its CRL was submitted',
    call: 'verify',
    error: 'CertificateRevokedBy',
    args: ({ rootKey, pki }) => [authorityOf(rootKey), pki.pckAuthority.fields.serial],
    make: (platform) => {
      const revoked = [platform.pki.pckAuthority.fields.serial]
      const next = platform.collateral({ rootCrl: { thisUpdate: platform.now - 60, revoked } })
      return {
        parts: platform.quoteParts(),
        submissions: [...submissionsOf(platform.collateral()), { kind: 'rootCrl', collateral: next }],
      }
    },
  },
  {
    name: 'a stale PCK CRL',
    call: 'verify',
    error: 'CrlStale',
    args: ({ pckAuthority, now }) => [pckAuthority, BigInt(now + DAY), undefined],
    missedBy: 'crlsUnverified',
    make: (platform) => ({
      parts: platform.quoteParts(),
      submissions: submissionsOf(platform.collateral({ pckCrl: { nextUpdate: platform.now + DAY } })),
      after: 2 * DAY,
    }),
  },
  {
    name: 'a stale root CRL',
    call: 'verify',
    error: 'CrlStale',
    args: ({ rootKey, now }) => [authorityOf(rootKey), BigInt(now + DAY), undefined],
    missedBy: 'crlsUnverified',
    make: (platform) => ({
      parts: platform.quoteParts(),
      submissions: submissionsOf(platform.collateral({ rootCrl: { nextUpdate: platform.now + DAY } })),
      after: 2 * DAY,
    }),
  },
  {
    name: 'an authority whose certificate expired after its CRL was submitted',
    call: 'verify',
    error: 'AuthorityExpired',
    args: ({ pckAuthority, now }) => [pckAuthority, BigInt(now + DAY), undefined],
    make: (platform) => {
      const { pki, now, quoteParts } = platform
      const certificate = writeCertificate({ ...pki.pckAuthority.fields, notAfter: now + DAY }, pki.root.key)
      const pckAuthority = { key: pki.pckAuthority.key, certificate }
      return {
        parts: quoteParts({ chain: [pki.pck.certificate, certificate, pki.root.certificate] }),
        submissions: submissionsOf(platform.collateral({ pckAuthority })),
        after: 2 * DAY,
      }
    },
  },
]

/** A PCK certificate that is in order and ends after 2050, where UTCTime ends. */
export const quoteUntil2055 = (platform: SimulatedPlatform): QuoteParts =>
  withFields(platform, { notAfter: Date.UTC(2055) / 1_000 })

/** The same quote with the twin of its signature, whose s is on the other side of half the order. */
export const withTwinSignature = (parts: QuoteParts): QuoteParts => {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
  const s = BigInt(`0x${Buffer.from(parts.signature.subarray(32)).toString('hex')}`)
  const twin: Hex = `0x${(order - s).toString(16).padStart(64, '0')}`
  return { ...parts, signature: Uint8Array.of(...parts.signature.subarray(0, 32), ...hexToBytes(twin)) }
}
