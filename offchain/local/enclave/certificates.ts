import {
  bitString,
  enumerated,
  explicit,
  integer,
  objectIdentifier,
  printableString,
  sequence,
  set,
  time,
  utf8String,
} from './derWriter.ts'
import { authorityKeyIdentifier, extension } from './extensions.ts'
import type { SimulatedKey } from './simulatedKey.ts'

/** SEQUENCE { OID ecdsa-with-SHA256 } */
export const ECDSA_WITH_SHA256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'))

/** A DER Name with Intel's five attributes in Intel's order. */
export const distinguishedName = (commonName: string): Uint8Array => {
  const attribute = (oid: string, value: Uint8Array) => set(sequence(objectIdentifier(oid), value))
  return sequence(
    attribute('2.5.4.3', utf8String(commonName)),
    attribute('2.5.4.10', utf8String('Intel Corporation')),
    attribute('2.5.4.7', utf8String('Santa Clara')),
    attribute('2.5.4.8', utf8String('CA')),
    attribute('2.5.4.6', printableString('US')),
  )
}

/** SubjectPublicKeyInfo of a P-256 key. */
export const publicKeyInfo = (key: SimulatedKey): Uint8Array =>
  sequence(
    sequence(objectIdentifier('1.2.840.10045.2.1'), objectIdentifier('1.2.840.10045.3.1.7')),
    bitString(Uint8Array.of(4, ...key.point)),
  )

/** SEQUENCE { INTEGER r, INTEGER s } of the 64 bytes r and s. */
export const derSignature = (signature: Uint8Array): Uint8Array => {
  const number = (bytes: Uint8Array) => integer(BigInt(`0x${Buffer.from(bytes).toString('hex')}`))
  return sequence(number(signature.subarray(0, 32)), number(signature.subarray(32)))
}

/** What both certificates and CRLs are: members, signed; then algorithm and signature. */
export const signMembers = (
  members: readonly Uint8Array[],
  issuerKey: SimulatedKey,
  algorithm = ECDSA_WITH_SHA256,
): Uint8Array => {
  const signed = sequence(...members)
  return sequence(signed, algorithm, bitString(derSignature(issuerKey.sign(signed))))
}

export type CertificateFields = {
  serial: bigint
  /** DER Names. */
  issuer: Uint8Array
  subject: Uint8Array
  /** Unix seconds, both inclusive. */
  notBefore: number
  notAfter: number
  key: SimulatedKey
  /** DER, in order; see extensions.ts. */
  extensions: readonly Uint8Array[]
}

/** The members of a certificate's signed part, DER each and in order, to be replaced one by one. */
export const certificateMembers = (fields: CertificateFields) => ({
  version: explicit(0, integer(2)),
  serial: integer(fields.serial),
  algorithm: ECDSA_WITH_SHA256,
  issuer: fields.issuer,
  validity: sequence(time(fields.notBefore), time(fields.notAfter)),
  subject: fields.subject,
  keyInfo: publicKeyInfo(fields.key),
  extensions: explicit(3, sequence(...fields.extensions)),
})

export type CertificateMembers = ReturnType<typeof certificateMembers>

/** An X.509 v3 certificate, DER; `replaced` members stand in it as they are. */
export const writeCertificate = (
  fields: CertificateFields,
  issuerKey: SimulatedKey,
  replaced: Partial<CertificateMembers> = {},
): Uint8Array => signMembers(Object.values({ ...certificateMembers(fields), ...replaced }), issuerKey)

export type CrlFields = {
  /** DER Name. */
  issuer: Uint8Array
  /** Unix seconds. */
  thisUpdate: number
  nextUpdate: number
  /** Serial numbers. */
  revoked: readonly bigint[]
  /** Whose key identifier stands in it. */
  authorityKey: SimulatedKey
}

const KEY_COMPROMISE = 1

/** The members of a CRL's signed part; without an empty list, as Intel and RFC 5280 leave it out. */
export const crlMembers = (fields: CrlFields) => {
  const reason = extension('2.5.29.21', enumerated(KEY_COMPROMISE))
  const revoked = fields.revoked.map((serial) => sequence(integer(serial), time(fields.thisUpdate), sequence(reason)))
  return {
    version: integer(1),
    algorithm: ECDSA_WITH_SHA256,
    issuer: fields.issuer,
    thisUpdate: time(fields.thisUpdate),
    nextUpdate: time(fields.nextUpdate),
    revoked: revoked.length === 0 ? new Uint8Array() : sequence(...revoked),
    // Intel's CRL number is always 1.
    extensions: explicit(0, sequence(extension('2.5.29.20', integer(1)), authorityKeyIdentifier(fields.authorityKey))),
  }
}

export type CrlMembers = ReturnType<typeof crlMembers>

/** An X.509 v2 CRL, DER; `replaced` members stand in it as they are. */
export const writeCrl = (fields: CrlFields, issuerKey: SimulatedKey, replaced: Partial<CrlMembers> = {}): Uint8Array =>
  signMembers(Object.values({ ...crlMembers(fields), ...replaced }), issuerKey)
