import { poseidon2Hash } from '@zkpassport/poseidon2'
import { SCALAR_FIELD } from '../scalarField.ts'
import { requireField } from './requireField.ts'

/** What a plaintext is hidden under: without the key it looks uniform, and it serves one plaintext per nonce. */
export type Pad = { domain: bigint; key: bigint; nonce: bigint }

const padOf = ({ domain, key, nonce }: Pad): bigint =>
  poseidon2Hash([domain, requireField('key', key), requireField('nonce', nonce)])

/** The ciphertext: plaintext + Poseidon2(domain, key, nonce) in the scalar field. */
export const addPad = (plaintext: bigint, pad: Pad): bigint =>
  (requireField('plaintext', plaintext) + padOf(pad)) % SCALAR_FIELD

/** Undoes {@link addPad}. Every ciphertext opens under every key: what comes out has to be looked at. */
export const removePad = (ciphertext: bigint, pad: Pad): bigint =>
  (requireField('ciphertext', ciphertext) + SCALAR_FIELD - padOf(pad)) % SCALAR_FIELD
