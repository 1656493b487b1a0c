import { bytesToNumber, numberToBytes } from 'viem'
import { VaultError } from './vaultError.ts'

const PREFIX_LENGTH = 4
const SHORTEST = 64
export const LONGEST_PADDED = 16_384

/** Most bytes that may be sealed at once. */
export const LONGEST_MESSAGE = LONGEST_PADDED - PREFIX_LENGTH

/** Lengths that a padded message may have: powers of two, so that a length tells next to nothing. */
const isPaddedLength = (length: number): boolean =>
  length >= SHORTEST && length <= LONGEST_PADDED && (length & (length - 1)) === 0

export const pad = (message: Uint8Array): Uint8Array => {
  if (message.length > LONGEST_MESSAGE) {
    throw new VaultError(`a message of ${message.length} bytes is too long to be sealed; at most ${LONGEST_MESSAGE}`)
  }
  let length = SHORTEST
  while (length < PREFIX_LENGTH + message.length) length *= 2
  const padded = new Uint8Array(length)
  padded.set(numberToBytes(message.length, { size: PREFIX_LENGTH }))
  padded.set(message, PREFIX_LENGTH)
  return padded
}

/** Undoes {@link pad}; there is one way to pad a message, so anything else is a {@link VaultError}. */
export const unpad = (padded: Uint8Array): Uint8Array => {
  const length = padded.length >= PREFIX_LENGTH ? bytesToNumber(padded.slice(0, PREFIX_LENGTH)) : LONGEST_PADDED
  const end = PREFIX_LENGTH + length
  const isCanonical =
    length <= LONGEST_MESSAGE &&
    pad(new Uint8Array(length)).length === padded.length &&
    padded.subarray(end).every((byte) => byte === 0)
  if (!isCanonical) throw new VaultError('what was sealed is not padded as it must be')
  return padded.slice(PREFIX_LENGTH, end)
}

/** Whether a body of so many bytes, without its tag, can be a padded message. */
export const requirePaddedLength = (length: number): void => {
  if (!isPaddedLength(length))
    throw new VaultError(`a sealed body has a power of two from ${SHORTEST} to ${LONGEST_PADDED} bytes, not ${length}`)
}
