import { createHash } from 'node:crypto'
import { p256 } from '@noble/curves/nist.js'
import { bytesToHex, type Hex, hexToBytes } from 'viem'
import type { P256Key, P256Signature } from '../../protocol/tdx/tdxQuote.ts'

/** A P-256 key of the simulation. Anyone can derive it, so it protects nothing. */
export type SimulatedKey = {
  publicKey: P256Key
  /** Both coordinates, 64 bytes. */
  point: Uint8Array
  /** ECDSA over SHA-256 of `message`: r and s, 64 bytes. Deterministic (RFC 6979); s is as often high as at Intel. */
  sign(message: Uint8Array): Uint8Array
}

/** Two 32-byte halves, as the contracts take points and signatures. */
const halves = (bytes: Uint8Array): [Hex, Hex] => [bytesToHex(bytes.subarray(0, 32)), bytesToHex(bytes.subarray(32))]

export const toP256Key = (point: Uint8Array): P256Key => {
  const [x, y] = halves(point)
  return { x, y }
}

export const toP256Signature = (signature: Uint8Array): P256Signature => {
  const [r, s] = halves(signature)
  return { r, s }
}

export const keyOfSecret = (secret: Hex): SimulatedKey => {
  const secretBytes = hexToBytes(secret)
  // The uncompressed form begins with the marker 4.
  const point = p256.getPublicKey(secretBytes, false).subarray(1)
  return {
    publicKey: toP256Key(point),
    point,
    sign: (message) => p256.sign(message, secretBytes, { lowS: false }),
  }
}

/** The key that belongs to a label: the same one in every run. */
export const simulatedKey = (label: string): SimulatedKey =>
  keyOfSecret(`0x${createHash('sha256').update(`simulated enclave, key of ${label}`).digest('hex')}`)
