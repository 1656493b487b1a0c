import { AMOUNT_BITS, ORDER_DOMAIN, PREMIUM_BITS } from './constants.ts'
import { lowBits } from './lowBits.ts'
import { addPad, removePad } from './pad.ts'
import { requireBits } from './requireBits.ts'
import type { Order, Sealed } from './types.ts'

const FLAGS_AT = AMOUNT_BITS + PREMIUM_BITS
const ALLOW_PARTIAL = 1n << FLAGS_AT
const DISCLOSE = 2n << FLAGS_AT

/** The plaintext: deficit + highest premium * 2^64 + allowPartial * 2^80 + disclose * 2^81. */
export const encodeOrder = ({ deficit, maxPremiumBps, allowPartial, disclose }: Order): bigint =>
  requireBits('deficit', deficit, AMOUNT_BITS) |
  (requireBits('highest premium', maxPremiumBps, PREMIUM_BITS) << AMOUNT_BITS) |
  (allowPartial ? ALLOW_PARTIAL : 0n) |
  (disclose ? DISCLOSE : 0n)

/** Any plaintext, cut at the fields' ends; it is an order if nothing is left above them. */
export const splitOrder = (plaintext: bigint): Order & { high: bigint } => ({
  deficit: lowBits(plaintext, AMOUNT_BITS),
  maxPremiumBps: lowBits(plaintext >> AMOUNT_BITS, PREMIUM_BITS),
  allowPartial: (plaintext & ALLOW_PARTIAL) !== 0n,
  disclose: (plaintext & DISCLOSE) !== 0n,
  high: plaintext >> (FLAGS_AT + 2n),
})

/** An order under the requester's key: a request's, under {@link makeMessageNonce}'s nonce, or a remainder, under the state's. */
export const encryptOrder = (key: bigint, nonce: bigint, order: Order): Sealed => ({
  ciphertext: addPad(encodeOrder(order), { domain: ORDER_DOMAIN, key, nonce }),
  nonce,
})

/** What is under the key, whether or not it is an order. */
export const openOrder = (key: bigint, { ciphertext, nonce }: Sealed): bigint =>
  removePad(ciphertext, { domain: ORDER_DOMAIN, key, nonce })

/** Undoes {@link encryptOrder}; undefined for what is no order under this key. */
export const decryptOrder = (key: bigint, sealed: Sealed): Order | undefined => {
  const { high, ...order } = splitOrder(openOrder(key, sealed))
  return high === 0n ? order : undefined
}
