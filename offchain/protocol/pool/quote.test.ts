import { describe, expect, it } from 'vitest'
import { SCALAR_FIELD } from '../scalarField.ts'
import { seededRandom } from '../seededRandom.ts'
import { QUOTE_DOMAIN } from './constants.ts'
import { addPad } from './pad.ts'
import { PoolError } from './poolError.ts'
import { decryptQuote, encodeQuote, encryptQuote, openQuote, splitQuote } from './quote.ts'

const random = seededRandom(62)
const KEY = 7n
const NONCE = 9n
const MOST_SIZE = 2n ** 64n - 1n
const MOST_PREMIUM = 2n ** 16n - 1n
const QUOTES = [
  { size: 0n, premiumBps: 0n },
  { size: 0n, premiumBps: MOST_PREMIUM },
  { size: MOST_SIZE, premiumBps: 0n },
  { size: MOST_SIZE, premiumBps: MOST_PREMIUM },
  ...Array.from({ length: 12 }, () => ({ size: random.magnitude(2n ** 64n), premiumBps: random.magnitude(2n ** 16n) })),
]
const ELEMENTS = [
  0n,
  2n ** 80n - 1n,
  2n ** 80n,
  SCALAR_FIELD - 1n,
  ...Array.from({ length: 12 }, () => random.below(SCALAR_FIELD)),
]

describe('a quote', () => {
  it('is its size and, 64 bits higher, its premium', () => {
    expect(encodeQuote({ size: 5n, premiumBps: 3n })).toBe(5n + 3n * 2n ** 64n)
    expect(encodeQuote({ size: MOST_SIZE, premiumBps: MOST_PREMIUM })).toBe(2n ** 80n - 1n)
  })

  it.each(QUOTES)('opens to itself: $size at $premiumBps', (quote) => {
    const sealed = encryptQuote(KEY, NONCE, quote)
    expect(sealed).toEqual({
      ciphertext: addPad(encodeQuote(quote), { domain: QUOTE_DOMAIN, key: KEY, nonce: NONCE }),
      nonce: NONCE,
    })
    expect(decryptQuote(KEY, sealed)).toEqual(quote)
  })

  it.each(QUOTES)('opens to nothing under another key or nonce: $size at $premiumBps', (quote) => {
    const sealed = encryptQuote(KEY, NONCE, quote)
    expect(decryptQuote(KEY + 1n, sealed)).toBeUndefined()
    expect(decryptQuote(KEY, { ...sealed, nonce: NONCE + 1n })).toBeUndefined()
  })

  it.each([
    [{ size: MOST_SIZE + 1n, premiumBps: 0n }, `size ${MOST_SIZE + 1n} does not fit into 64 bits`],
    [{ size: -1n, premiumBps: 0n }, 'size -1 does not fit into 64 bits'],
    [{ size: 0n, premiumBps: MOST_PREMIUM + 1n }, 'premium 65536 does not fit into 16 bits'],
    [{ size: 0n, premiumBps: -1n }, 'premium -1 does not fit into 16 bits'],
  ])('is not made of %o', (quote, message) => {
    expect(() => encryptQuote(KEY, NONCE, quote)).toThrow(new PoolError(message))
  })
})

describe('what a ciphertext opens to', () => {
  const under = (plaintext: bigint) => ({
    ciphertext: addPad(plaintext, { domain: QUOTE_DOMAIN, key: KEY, nonce: NONCE }),
    nonce: NONCE,
  })

  it('is a quote up to 80 bits, and none above', () => {
    expect(decryptQuote(KEY, under(2n ** 80n - 1n))).toEqual({ size: MOST_SIZE, premiumBps: MOST_PREMIUM })
    expect(decryptQuote(KEY, under(2n ** 80n))).toBeUndefined()
    expect(decryptQuote(KEY, under(SCALAR_FIELD - 1n))).toBeUndefined()
  })

  it.each(ELEMENTS)('is cut so that it can be put together again in one way: %s', (plaintext) => {
    expect(openQuote(KEY, under(plaintext))).toBe(plaintext)
    const { size, premiumBps, high } = splitQuote(plaintext)
    expect(size < 2n ** 64n && premiumBps < 2n ** 16n).toBe(true)
    expect(size + premiumBps * 2n ** 64n + high * 2n ** 80n).toBe(plaintext)
  })

  it.each(ELEMENTS)('never is an error: ciphertext %s', (ciphertext) => {
    expect(() => decryptQuote(KEY, { ciphertext, nonce: NONCE })).not.toThrow()
  })
})
