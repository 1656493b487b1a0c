import { createHash } from 'node:crypto'
import { type Hex, hexToBytes, stringToBytes } from 'viem'
import {
  bitString,
  boolean,
  enumerated,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
} from './derWriter.ts'
import type { SimulatedKey } from './simulatedKey.ts'

// Extensions of X.509 certificates, DER, as Intel writes them.

export type ExtensionOptions = { isCritical?: boolean }

/** SEQUENCE { OID, critical BOOLEAN DEFAULT FALSE, OCTET STRING } */
export const extension = (oid: string, value: Uint8Array, { isCritical = false }: ExtensionOptions = {}): Uint8Array =>
  sequence(objectIdentifier(oid), isCritical ? boolean(true) : new Uint8Array(), octetString(value))

/** SHA-1 of the key's uncompressed point (RFC 5280, 4.2.1.2, method 1). */
export const keyIdentifier = (key: SimulatedKey): Uint8Array =>
  createHash('sha1').update(Uint8Array.of(4)).update(key.point).digest()

export const authorityKeyIdentifier = (issuerKey: SimulatedKey): Uint8Array =>
  extension('2.5.29.35', sequence(implicit(0, keyIdentifier(issuerKey))))

export const subjectKeyIdentifier = (key: SimulatedKey): Uint8Array =>
  extension('2.5.29.14', octetString(keyIdentifier(key)))

export const crlDistributionPoint = (url: string): Uint8Array =>
  extension('2.5.29.31', sequence(sequence(explicit(0, explicit(0, implicit(6, stringToBytes(url)))))))

/** Bits of the first byte of a key usage. */
export const DIGITAL_SIGNATURE = 0x80
export const NON_REPUDIATION = 0x40
export const KEY_CERT_SIGN = 0x04
export const CRL_SIGN = 0x02

export const keyUsage = (bits: number): Uint8Array => {
  const unusedBits = 31 - Math.clz32(bits & -bits)
  return extension('2.5.29.15', bitString(Uint8Array.of(bits), unusedBits), { isCritical: true })
}

/** Of an authority with a path length, or without one of a certificate that may not issue any. */
export const basicConstraints = (pathLength?: number): Uint8Array => {
  const value = pathLength === undefined ? sequence() : sequence(boolean(true), integer(pathLength))
  return extension('2.5.29.19', value, { isCritical: true })
}

const SGX = '1.2.840.113741.1.13.1'

/** What Intel's SGX extension says of a platform. */
export type SgxExtension = {
  /** Platform provisioning id, 16 bytes. */
  ppid: Hex
  /** SVNs of the 16 SGX TCB components. */
  components: readonly number[]
  pceSvn: number
  /** 2 bytes. */
  pceId: Hex
  /** Platform family, 6 bytes. */
  fmspc: Hex
  /** 16 bytes. */
  platformInstanceId: Hex
}

const member = (suffix: string, value: Uint8Array): Uint8Array => sequence(objectIdentifier(`${SGX}.${suffix}`), value)

/** The content of Intel's SGX extension of a PCK certificate that a Platform CA issued. */
export const sgxExtensionContent = (platform: SgxExtension): Uint8Array =>
  sequence(
    member('1', octetString(hexToBytes(platform.ppid))),
    member(
      '2',
      sequence(
        ...platform.components.map((svn, index) => member(`2.${index + 1}`, integer(svn))),
        member('2.17', integer(platform.pceSvn)),
        member('2.18', octetString(Uint8Array.from(platform.components))),
      ),
    ),
    member('3', octetString(hexToBytes(platform.pceId))),
    member('4', octetString(hexToBytes(platform.fmspc))),
    // SGX type 1: scalable.
    member('5', enumerated(1)),
    member('6', octetString(hexToBytes(platform.platformInstanceId))),
    // Dynamic platform, cached keys, SMT enabled.
    member('7', sequence(...['1', '2', '3'].map((flag) => member(`7.${flag}`, boolean(true))))),
  )

export const sgxExtension = (platform: SgxExtension): Uint8Array => extension(SGX, sgxExtensionContent(platform))
