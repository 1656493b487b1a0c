import { bytesToHex, type Hex, isHex, size, slice } from 'viem'
import type { Collateral, SignedDocument } from './collateral.ts'
import { parsePem } from './parsePem.ts'
import type { P256Signature } from './tdxQuote.ts'
import { UnreadableError } from './unreadableError.ts'

type Fields = Record<string, unknown>

const SIGNATURE_LENGTH = 64
const DER_SEQUENCE = 0x30

const readText = (fields: Fields, name: string): string => {
  const value = fields[name]
  if (typeof value !== 'string') {
    throw new UnreadableError(`collateral: ${name} is ${value === undefined ? 'missing' : 'no text'}, wanted text`)
  }
  return value
}

/** Hex without or with 0x, or an array of numbers: how the JavaScript form of dcap-qvl writes bytes down. */
const readBytes = (value: unknown, name: string): Hex => {
  if (Array.isArray(value)) {
    const stray = value.findIndex((byte) => !Number.isInteger(byte) || byte < 0 || byte > 255)
    if (stray >= 0) throw new UnreadableError(`collateral: ${name}[${stray}] is not a byte`)
    return bytesToHex(Uint8Array.from(value))
  }
  if (typeof value !== 'string') {
    throw new UnreadableError(`collateral: ${name} is ${value === undefined ? 'missing' : 'neither text nor bytes'}`)
  }
  const hex = value.startsWith('0x') ? value : `0x${value}`
  if (!isHex(hex) || hex.length % 2 !== 0) throw new UnreadableError(`collateral: ${name} is not hex`)
  return hex.toLowerCase() as Hex
}

/** DER as hex (Intel's PCCS) or as an array of bytes, or PEM (version 3 of Intel's collateral structure). */
const readCrl = (fields: Fields, name: string): Hex => {
  const value = fields[name]
  if (typeof value !== 'string' || !value.startsWith('-----')) {
    const der = readBytes(value, name)
    if (Number.parseInt(der.slice(2, 4), 16) !== DER_SEQUENCE) {
      throw new UnreadableError(`collateral: ${name} is no DER, wanted a CRL in hex or PEM`)
    }
    return der
  }
  const [crl, ...others] = parsePem(value, 'X509 CRL', `collateral: ${name}`)
  if (!crl || others.length > 0) {
    throw new UnreadableError(`collateral: ${name} holds ${others.length + 1} CRLs, wanted one`)
  }
  return bytesToHex(crl)
}

/** The first of a chain of two: below it is the root, which the contracts pin instead of reading it. */
const readSigner = (fields: Fields, name: string): Hex => {
  const certificates = parsePem(readText(fields, name), 'CERTIFICATE', `collateral: ${name}`)
  const [signer] = certificates
  if (!signer || certificates.length !== 2) {
    throw new UnreadableError(`collateral: ${name} holds ${certificates.length} certificates, wanted signer and root`)
  }
  return bytesToHex(signer)
}

const splitSignature = (hex: Hex, name: string): P256Signature => {
  if (size(hex) !== SIGNATURE_LENGTH) {
    throw new UnreadableError(`collateral: ${name} has ${size(hex)} bytes, wanted ${SIGNATURE_LENGTH}`)
  }
  return { r: slice(hex, 0, 32), s: slice(hex, 32, 64) }
}

/**
 * The document and signature in the body that Intel's service answers with, such as
 * `{"tcbInfo":{...},"signature":"..."}`. The document is cut out, never written anew: its very bytes are signed.
 */
export const splitSignedBody = (
  body: string,
  key: 'tcbInfo' | 'enclaveIdentity',
): { json: string; signature: P256Signature } => {
  const head = `{"${key}":`
  const tail = /,"signature":"([0-9a-fA-F]{128})"\}\n?$/.exec(body)
  if (!body.startsWith(head) || !tail) {
    throw new UnreadableError(`collateral: the ${key} is not of the form ${head}{...},"signature":"..."}`)
  }
  const signature = splitSignature(`0x${String(tail[1]).toLowerCase()}`, `signature of the ${key}`)
  return { json: body.slice(head.length, tail.index), signature }
}

const readDocument = (
  fields: Fields,
  name: 'tcb_info' | 'qe_identity',
  key: 'tcbInfo' | 'enclaveIdentity',
): SignedDocument => {
  const text = readText(fields, name)
  const signerCertificate = readSigner(fields, `${name}_issuer_chain`)
  const signatureName = `${name}_signature`
  const signed =
    fields[signatureName] === undefined && text.startsWith(`{"${key}":`)
      ? splitSignedBody(text, key)
      : { json: text, signature: splitSignature(readBytes(fields[signatureName], signatureName), signatureName) }
  return { ...signed, signerCertificate }
}

/**
 * Reads collateral as the tools around Intel's provisioning service write it down: one JSON object with the keys
 * `pck_crl_issuer_chain`, `root_ca_crl`, `pck_crl`, and `tcb_info` and `qe_identity`, each with `_issuer_chain` and
 * `_signature`. Nothing here is verified.
 */
export const parseCollateral = (text: string): Collateral => {
  let fields: unknown
  try {
    fields = JSON.parse(text)
  } catch (cause) {
    throw new UnreadableError('collateral: not JSON', { cause })
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw new UnreadableError('collateral: not a JSON object')
  }
  return {
    rootCrl: readCrl(fields as Fields, 'root_ca_crl'),
    pckCrl: readCrl(fields as Fields, 'pck_crl'),
    pckAuthorityCertificate: readSigner(fields as Fields, 'pck_crl_issuer_chain'),
    tcbInfo: readDocument(fields as Fields, 'tcb_info', 'tcbInfo'),
    qeIdentity: readDocument(fields as Fields, 'qe_identity', 'enclaveIdentity'),
  }
}
