import { describe, expect, it } from 'vitest'
import { SCALAR_FIELD } from '../scalarField.ts'
import { seededRandom } from '../seededRandom.ts'
import { ORDER_DOMAIN } from './constants.ts'
import { decryptOrder, encodeOrder, encryptOrder, openOrder, splitOrder } from './order.ts'
import { addPad } from './pad.ts'
import { PoolError } from './poolError.ts'

const random = seededRandom(63)
const KEY = 7n
const NONCE = 9n
const NONE = { deficit: 0n, maxPremiumBps: 0n, allowPartial: false, disclose: false }
const MOST = { deficit: 2n ** 64n - 1n, maxPremiumBps: 2n ** 16n - 1n, allowPartial: true, disclose: true }
const ORDERS = [
  NONE,
  MOST,
  { ...NONE, allowPartial: true },
  { ...NONE, disclose: true },
  { ...NONE, maxPremiumBps: MOST.maxPremiumBps },
  { ...NONE, deficit: MOST.deficit },
  ...Array.from({ length: 12 }, () => ({
    deficit: random.magnitude(2n ** 64n),
    maxPremiumBps: random.magnitude(2n ** 16n),
    allowPartial: random.below(2n) === 1n,
    disclose: random.below(2n) === 1n,
  })),
]
const ELEMENTS = [
  0n,
  2n ** 82n - 1n,
  2n ** 82n,
  SCALAR_FIELD - 1n,
  ...Array.from({ length: 12 }, () => random.below(SCALAR_FIELD)),
]

describe('an order', () => {
  it.each([
    [{ ...NONE, deficit: 5n }, 5n],
    [{ ...NONE, maxPremiumBps: 3n }, 3n * 2n ** 64n],
    [{ ...NONE, allowPartial: true }, 2n ** 80n],
    [{ ...NONE, disclose: true }, 2n ** 81n],
    [MOST, 2n ** 82n - 1n],
  ])('has each part in its place: %o', (order, plaintext) => {
    expect(encodeOrder(order)).toBe(plaintext)
  })

  it.each(ORDERS)('opens to itself: %o', (order) => {
    const sealed = encryptOrder(KEY, NONCE, order)
    expect(sealed).toEqual({
      ciphertext: addPad(encodeOrder(order), { domain: ORDER_DOMAIN, key: KEY, nonce: NONCE }),
      nonce: NONCE,
    })
    expect(decryptOrder(KEY, sealed)).toEqual(order)
  })

  it.each(ORDERS)('opens to nothing under another key or nonce: %o', (order) => {
    const sealed = encryptOrder(KEY, NONCE, order)
    expect(decryptOrder(KEY + 1n, sealed)).toBeUndefined()
    expect(decryptOrder(KEY, { ...sealed, nonce: NONCE + 1n })).toBeUndefined()
  })

  it.each([
    [{ ...NONE, deficit: 2n ** 64n }, `deficit ${2n ** 64n} does not fit into 64 bits`],
    [{ ...NONE, deficit: -1n }, 'deficit -1 does not fit into 64 bits'],
    [{ ...NONE, maxPremiumBps: 65536n }, 'highest premium 65536 does not fit into 16 bits'],
  ])('is not made of %o', (order, message) => {
    expect(() => encryptOrder(KEY, NONCE, order)).toThrow(new PoolError(message))
  })
})

describe('what a ciphertext opens to', () => {
  const under = (plaintext: bigint) => ({
    ciphertext: addPad(plaintext, { domain: ORDER_DOMAIN, key: KEY, nonce: NONCE }),
    nonce: NONCE,
  })

  it('is an order up to 82 bits, and none above', () => {
    expect(decryptOrder(KEY, under(2n ** 82n - 1n))).toEqual(MOST)
    expect(decryptOrder(KEY, under(2n ** 82n))).toBeUndefined()
    expect(decryptOrder(KEY, under(SCALAR_FIELD - 1n))).toBeUndefined()
  })

  it.each(ELEMENTS)('is cut so that it can be put together again in one way: %s', (plaintext) => {
    expect(openOrder(KEY, under(plaintext))).toBe(plaintext)
    const { high, ...order } = splitOrder(plaintext)
    expect(encodeOrder(order) + high * 2n ** 82n).toBe(plaintext)
  })

  it.each(ELEMENTS)('never is an error: ciphertext %s', (ciphertext) => {
    expect(() => decryptOrder(KEY, { ciphertext, nonce: NONCE })).not.toThrow()
  })
})
