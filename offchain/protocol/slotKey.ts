import { randomBytes } from '@noble/hashes/utils.js'
import { poseidon2Hash } from '@zkpassport/poseidon2'
import { bytesToBigInt, bytesToHex, type Hex, numberToBytes } from 'viem'
import { SCALAR_FIELD } from './scalarField.ts'

/** Keeps commitments apart from every other use of the hash. */
const COMMITMENT_DOMAIN = 2001n
const KEY_LENGTH = 32

/** A key that is malformed: not 32 bytes below the field's order, or zero. */
export class SlotKeyError extends Error {
  override readonly name = 'SlotKeyError'
}

/** A new slot key: uniform in the field, never zero. */
export const randomSlotKey = (): bigint => {
  // 16 bytes more than the field has: the bias is below 2^-128.
  const key = bytesToBigInt(randomBytes(KEY_LENGTH + 16)) % SCALAR_FIELD
  return key === 0n ? randomSlotKey() : key
}

const requireSlotKey = (key: bigint): bigint => {
  if (key <= 0n || key >= SCALAR_FIELD)
    throw new SlotKeyError('a slot key is above zero and below the order of its field')
  return key
}

/** Poseidon2(2001, key): what the pool knows a key by. A {@link SlotKeyError} for what is no key: one commitment, one key. */
export const commitSlotKey = (key: bigint): Hex =>
  bytesToHex(numberToBytes(poseidon2Hash([COMMITMENT_DOMAIN, requireSlotKey(key)]), { size: KEY_LENGTH }))

/** The message that is sealed to the vault: 32 bytes, big-endian. */
export const encodeSlotKey = (key: bigint): Uint8Array => numberToBytes(requireSlotKey(key), { size: KEY_LENGTH })

/** Undoes {@link encodeSlotKey}; throws a {@link SlotKeyError} for what is no key. */
export const decodeSlotKey = (message: Uint8Array): bigint => {
  if (message.length !== KEY_LENGTH) throw new SlotKeyError(`a slot key has ${KEY_LENGTH} bytes, not ${message.length}`)
  return requireSlotKey(bytesToBigInt(message))
}
