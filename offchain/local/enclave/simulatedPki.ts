import { createHash } from 'node:crypto'
import { bytesToBigInt, type Hex } from 'viem'
import { type CertificateFields, distinguishedName, writeCertificate } from './certificates.ts'
import {
  authorityKeyIdentifier,
  basicConstraints,
  CRL_SIGN,
  crlDistributionPoint,
  DIGITAL_SIGNATURE,
  KEY_CERT_SIGN,
  keyIdentifier,
  keyUsage,
  NON_REPUDIATION,
  type SgxExtension,
  sgxExtension,
  subjectKeyIdentifier,
} from './extensions.ts'
import { type SimulatedKey, simulatedKey } from './simulatedKey.ts'
import { TEST_ROOT_KEY, TEST_ROOT_SUBJECT } from './testRoot.ts'

/** A certificate with what it was made of. */
export type Certified = { key: SimulatedKey; fields: CertificateFields; certificate: Uint8Array }

/** Intel's hierarchy under the test root. Names and contents are Intel's; only the root's name differs. */
export type SimulatedPki = { root: Certified; pckAuthority: Certified; pck: Certified; tcbSigner: Certified }

export const PCK_AUTHORITY_SUBJECT = distinguishedName('Intel SGX PCK Platform CA')
export const PCK_SUBJECT = distinguishedName('Intel SGX PCK Certificate')
export const TCB_SIGNER_SUBJECT = distinguishedName('Intel SGX TCB Signing')

const ROOT_CRL_URL = 'https://certificates.trustedservices.intel.com/IntelSGXRootCA.der'
const PCK_CRL_URL = 'https://api.trustedservices.intel.com/sgx/certification/v4/pckcrl?ca=platform&encoding=der'

const DAY = 86_400
const YEAR = 365 * DAY

/** As Intel's root: from 2018 to the last second that a UTCTime can say. */
const ROOT_NOT_BEFORE = Date.UTC(2018, 4, 21, 10, 45, 10) / 1_000
const ROOT_NOT_AFTER = Date.UTC(2049, 11, 31, 23, 59, 59) / 1_000

/** The number that a key's identifier makes, which is what Intel numbers its authorities by. */
const serialOf = (key: SimulatedKey): bigint => bytesToBigInt(keyIdentifier(key))

/** The extensions of Intel's certificates, in Intel's order. */
export const certificateExtensions = (of: {
  issuerKey: SimulatedKey
  key: SimulatedKey
  crlUrl: string
  usage: number
  /** Of authorities only. */
  pathLength?: number
}): Uint8Array[] => [
  authorityKeyIdentifier(of.issuerKey),
  crlDistributionPoint(of.crlUrl),
  subjectKeyIdentifier(of.key),
  keyUsage(of.usage),
  basicConstraints(of.pathLength),
]

type Subject = Pick<CertificateFields, 'key' | 'subject' | 'notBefore' | 'notAfter'> & {
  usage: number
  /** Of authorities only. */
  pathLength?: number
  /** Beyond those that all of Intel's certificates have. */
  extensions?: readonly Uint8Array[]
}

/** Who signs, and where it says what it revoked. */
type Issuer = { key: SimulatedKey; name: Uint8Array; crlUrl: string }

const certify = (of: Subject, issuer: Issuer): Certified => {
  const { key, subject, notBefore, notAfter, usage, pathLength, extensions = [] } = of
  const fields: CertificateFields = {
    serial: serialOf(key),
    issuer: issuer.name,
    subject,
    notBefore,
    notAfter,
    key,
    extensions: [
      ...certificateExtensions({ issuerKey: issuer.key, key, crlUrl: issuer.crlUrl, usage, pathLength }),
      ...extensions,
    ],
  }
  return { key, fields, certificate: writeCertificate(fields, issuer.key) }
}

const AUTHORITY_USAGE = KEY_CERT_SIGN | CRL_SIGN
const SIGNER_USAGE = DIGITAL_SIGNATURE | NON_REPUDIATION

/** Keys as {@link SimulatedPki}; `now` in Unix seconds. */
export const createSimulatedPki = (parameters: {
  now: number
  platform: SgxExtension
  label: string
}): SimulatedPki => {
  const { now, platform, label } = parameters
  const byRoot: Issuer = { key: TEST_ROOT_KEY, name: TEST_ROOT_SUBJECT, crlUrl: ROOT_CRL_URL }
  const root = certify(
    {
      key: TEST_ROOT_KEY,
      subject: TEST_ROOT_SUBJECT,
      notBefore: ROOT_NOT_BEFORE,
      notAfter: ROOT_NOT_AFTER,
      usage: AUTHORITY_USAGE,
      pathLength: 1,
    },
    byRoot,
  )
  const pckAuthority = certify(
    {
      key: simulatedKey('PCK Platform CA'),
      subject: PCK_AUTHORITY_SUBJECT,
      notBefore: now - 2 * YEAR,
      notAfter: now + 13 * YEAR,
      usage: AUTHORITY_USAGE,
      pathLength: 0,
    },
    byRoot,
  )
  const pck = certify(
    {
      key: simulatedKey(`PCK ${label}`),
      subject: PCK_SUBJECT,
      notBefore: now - 30 * DAY,
      notAfter: now + 7 * YEAR,
      usage: SIGNER_USAGE,
      extensions: [sgxExtension(platform)],
    },
    { key: pckAuthority.key, name: PCK_AUTHORITY_SUBJECT, crlUrl: PCK_CRL_URL },
  )
  const tcbSigner = certify(
    {
      key: simulatedKey('TCB Signing'),
      subject: TCB_SIGNER_SUBJECT,
      notBefore: now - 2 * YEAR,
      notAfter: now + 5 * YEAR,
      usage: SIGNER_USAGE,
    },
    byRoot,
  )
  return { root, pckAuthority, pck, tcbSigner }
}

/** Bytes that belong to a label, for the ids of a simulated machine. */
export const simulatedId = (label: string, length: number): Hex =>
  `0x${createHash('sha256')
    .update(`simulated enclave, ${label}`)
    .digest('hex')
    .slice(0, 2 * length)}`
