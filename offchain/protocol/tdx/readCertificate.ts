import { bytesToHex, encodeAbiParameters, type Hex, keccak256 } from 'viem'
import { DER, readDer } from './readDer.ts'
import { readDerTime } from './readDerTime.ts'
import type { P256Key } from './tdxQuote.ts'
import { UnreadableError } from './unreadableError.ts'

/** What we need of a certificate before the contracts judge it. Nothing here is verified. */
export type CertificateFacts = {
  key: P256Key
  serial: Hex
  /** keccak256 of the DER Names. */
  issuer: Hex
  subject: Hex
  /** Unix seconds, both inclusive. */
  notBefore: number
  notAfter: number
}

/** SubjectPublicKeyInfo of a P-256 key up to the uncompressed point's marker; 64 bytes follow. */
const P256_KEY_INFO = '0x3059301306072a8648ce3d020106082a8648ce3d03010703420004'
const KEY_INFO_HEAD = 27
const VERSION_3 = '0xa003020102'
const VERSION_LENGTH = 5

/** Reads a certificate that fills `der` to its last byte. */
export const readCertificate = (der: Uint8Array, name: string): CertificateFacts => {
  const certificate = readDer(der, 0, der.length, name, DER.SEQUENCE)
  if (certificate.stop !== der.length) throw new UnreadableError(`${name}: bytes after the certificate`)
  const { start, stop: end } = readDer(der, certificate.start, certificate.stop, name, DER.SEQUENCE)
  if (bytesToHex(der.subarray(start, start + VERSION_LENGTH)) !== VERSION_3) {
    throw new UnreadableError(`${name}: not an X.509 version 3 certificate`)
  }
  const serial = readDer(der, start + VERSION_LENGTH, end, name, DER.INTEGER)
  const algorithm = readDer(der, serial.stop, end, name, DER.SEQUENCE)
  const issuer = readDer(der, algorithm.stop, end, name, DER.SEQUENCE)
  const validity = readDer(der, issuer.stop, end, name, DER.SEQUENCE)
  const notBefore = readDerTime(der, validity.start, validity.stop, name)
  const notAfter = readDerTime(der, notBefore.stop, validity.stop, name)
  const subject = readDer(der, validity.stop, end, name, DER.SEQUENCE)
  const keyInfo = readDer(der, subject.stop, end, name, DER.SEQUENCE)
  const point = subject.stop + KEY_INFO_HEAD
  if (bytesToHex(der.subarray(subject.stop, point)) !== P256_KEY_INFO || keyInfo.stop !== point + 64) {
    throw new UnreadableError(`${name}: the public key is not an uncompressed point of P-256`)
  }
  return {
    key: { x: bytesToHex(der.subarray(point, point + 32)), y: bytesToHex(der.subarray(point + 32, point + 64)) },
    serial: bytesToHex(der.subarray(serial.start, serial.stop)),
    issuer: keccak256(der.subarray(algorithm.stop, issuer.stop)),
    subject: keccak256(der.subarray(validity.stop, subject.stop)),
    notBefore: notBefore.time,
    notAfter: notAfter.time,
  }
}

/** How `CrlStore` names the holder of a key, as `authorityOf` computes it. */
export const authorityOf = ({ x, y }: P256Key): Hex =>
  keccak256(encodeAbiParameters([{ type: 'bytes32' }, { type: 'bytes32' }], [x, y]))
