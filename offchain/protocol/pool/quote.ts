import { AMOUNT_BITS, PREMIUM_BITS, QUOTE_DOMAIN } from './constants.ts'
import { lowBits } from './lowBits.ts'
import { addPad, removePad } from './pad.ts'
import { requireBits } from './requireBits.ts'
import type { Quote, Sealed } from './types.ts'

/** The plaintext: size + premium * 2^64. */
export const encodeQuote = ({ size, premiumBps }: Quote): bigint =>
  requireBits('size', size, AMOUNT_BITS) | (requireBits('premium', premiumBps, PREMIUM_BITS) << AMOUNT_BITS)

/** Any plaintext, cut at the fields' ends; it is a quote if nothing is left above them. */
export const splitQuote = (plaintext: bigint): Quote & { high: bigint } => ({
  size: lowBits(plaintext, AMOUNT_BITS),
  premiumBps: lowBits(plaintext >> AMOUNT_BITS, PREMIUM_BITS),
  high: plaintext >> (AMOUNT_BITS + PREMIUM_BITS),
})

/** A quote for the book, under the maker's key; the nonce is {@link makeMessageNonce}'s. */
export const encryptQuote = (key: bigint, nonce: bigint, quote: Quote): Sealed => ({
  ciphertext: addPad(encodeQuote(quote), { domain: QUOTE_DOMAIN, key, nonce }),
  nonce,
})

/** What is under the key, whether or not it is a quote. */
export const openQuote = (key: bigint, { ciphertext, nonce }: Sealed): bigint =>
  removePad(ciphertext, { domain: QUOTE_DOMAIN, key, nonce })

/** Undoes {@link encryptQuote}; undefined for what is no quote under this key. */
export const decryptQuote = (key: bigint, sealed: Sealed): Quote | undefined => {
  const { high, ...quote } = splitQuote(openQuote(key, sealed))
  return high === 0n ? quote : undefined
}
