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

const certify = (fields: CertificateFields, issuerKey: SimulatedKey): Certified => ({
  key: fields.key,
  fields,
  certificate: writeCertificate(fields, issuerKey),
})

const AUTHORITY_USAGE = KEY_CERT_SIGN | CRL_SIGN
const SIGNER_USAGE = DIGITAL_SIGNATURE | NON_REPUDIATION

/** Keys as {@link SimulatedPki}; `now` in Unix seconds. */
export const createSimulatedPki = (parameters: {
  now: number
  platform: SgxExtension
  label: string
}): SimulatedPki => {
  const { now, platform, label } = parameters
  const root = certify(
    {
      serial: serialOf(TEST_ROOT_KEY),
      issuer: TEST_ROOT_SUBJECT,
      subject: TEST_ROOT_SUBJECT,
      notBefore: ROOT_NOT_BEFORE,
      notAfter: ROOT_NOT_AFTER,
      key: TEST_ROOT_KEY,
      extensions: certificateExtensions({
        issuerKey: TEST_ROOT_KEY,
        key: TEST_ROOT_KEY,
        crlUrl: ROOT_CRL_URL,
        usage: AUTHORITY_USAGE,
        pathLength: 1,
      }),
    },
    TEST_ROOT_KEY,
  )
  const authorityKey = simulatedKey('PCK Platform CA')
  const pckAuthority = certify(
    {
      serial: serialOf(authorityKey),
      issuer: TEST_ROOT_SUBJECT,
      subject: PCK_AUTHORITY_SUBJECT,
      notBefore: now - 2 * YEAR,
      notAfter: now + 13 * YEAR,
      key: authorityKey,
      extensions: certificateExtensions({
        issuerKey: TEST_ROOT_KEY,
        key: authorityKey,
        crlUrl: ROOT_CRL_URL,
        usage: AUTHORITY_USAGE,
        pathLength: 0,
      }),
    },
    TEST_ROOT_KEY,
  )
  const pckKey = simulatedKey(`PCK ${label}`)
  const pck = certify(
    {
      serial: serialOf(pckKey),
      issuer: PCK_AUTHORITY_SUBJECT,
      subject: PCK_SUBJECT,
      notBefore: now - 30 * DAY,
      notAfter: now + 7 * YEAR,
      key: pckKey,
      extensions: [
        ...certificateExtensions({ issuerKey: authorityKey, key: pckKey, crlUrl: PCK_CRL_URL, usage: SIGNER_USAGE }),
        sgxExtension(platform),
      ],
    },
    authorityKey,
  )
  const signerKey = simulatedKey('TCB Signing')
  const tcbSigner = certify(
    {
      serial: serialOf(signerKey),
      issuer: TEST_ROOT_SUBJECT,
      subject: TCB_SIGNER_SUBJECT,
      notBefore: now - 2 * YEAR,
      notAfter: now + 5 * YEAR,
      key: signerKey,
      extensions: certificateExtensions({
        issuerKey: TEST_ROOT_KEY,
        key: signerKey,
        crlUrl: ROOT_CRL_URL,
        usage: SIGNER_USAGE,
      }),
    },
    TEST_ROOT_KEY,
  )
  return { root, pckAuthority, pck, tcbSigner }
}

/** Bytes that belong to a label, for the ids of a simulated machine. */
export const simulatedId = (label: string, length: number): Hex =>
  `0x${createHash('sha256')
    .update(`simulated enclave, ${label}`)
    .digest('hex')
    .slice(0, 2 * length)}`
