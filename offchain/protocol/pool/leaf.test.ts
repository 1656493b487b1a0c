import { describe, expect, it } from 'vitest'
import { SCALAR_FIELD } from '../scalarField.ts'
import { seededRandom } from '../seededRandom.ts'
import { LEAF_DOMAIN } from './constants.ts'
import { decryptLeaf, encryptLeaf } from './leaf.ts'
import { addPad } from './pad.ts'
import { PoolError } from './poolError.ts'

const random = seededRandom(64)
const KEY = 7n
const NONCE = 9n
const EMPTY = { collateral: 0n, payment: 0n }
const MOST = { collateral: 2n ** 64n - 1n, payment: 2n ** 128n - 1n }
const BALANCES = [
  EMPTY,
  MOST,
  { ...EMPTY, collateral: MOST.collateral },
  { ...EMPTY, payment: MOST.payment },
  ...Array.from({ length: 12 }, () => ({
    collateral: random.magnitude(2n ** 64n),
    payment: random.magnitude(2n ** 128n),
  })),
]

describe('a leaf', () => {
  it('is the collateral and, 64 bits higher, the payment, under a pad', () => {
    const plaintext = 5n + 3n * 2n ** 64n
    expect(encryptLeaf({ key: KEY, balance: { collateral: 5n, payment: 3n } }, NONCE)).toBe(
      addPad(plaintext, { domain: LEAF_DOMAIN, key: KEY, nonce: NONCE }),
    )
  })

  it.each(BALANCES)('opens to its balance: %o', (balance) => {
    expect(decryptLeaf(KEY, encryptLeaf({ key: KEY, balance }, NONCE), NONCE)).toEqual(balance)
  })

  it('opens to nothing under another key or nonce', () => {
    const leaf = encryptLeaf({ key: KEY, balance: { collateral: 5n, payment: 3n } }, NONCE)
    expect(decryptLeaf(KEY + 1n, leaf, NONCE)).toBeUndefined()
    expect(decryptLeaf(KEY, leaf, NONCE + 1n)).toBeUndefined()
  })

  it('opens to a balance up to 192 bits, and to none above', () => {
    const under = (plaintext: bigint) => addPad(plaintext, { domain: LEAF_DOMAIN, key: KEY, nonce: NONCE })
    expect(decryptLeaf(KEY, under(2n ** 192n - 1n), NONCE)).toEqual(MOST)
    expect(decryptLeaf(KEY, under(2n ** 192n), NONCE)).toBeUndefined()
    expect(decryptLeaf(KEY, under(SCALAR_FIELD - 1n), NONCE)).toBeUndefined()
  })

  it.each([
    [{ ...EMPTY, collateral: 2n ** 64n }, `collateral ${2n ** 64n} does not fit into 64 bits`],
    [{ ...EMPTY, payment: 2n ** 128n }, `payment ${2n ** 128n} does not fit into 128 bits`],
    [{ ...EMPTY, collateral: -1n }, 'collateral -1 does not fit into 64 bits'],
  ])('is not made of %o', (balance, message) => {
    expect(() => encryptLeaf({ key: KEY, balance }, NONCE)).toThrow(new PoolError(message))
  })
})

describe('the leaf of a slot that nobody has', () => {
  it('is zero, whatever the nonce, and empty', () => {
    expect(encryptLeaf({ key: 0n, balance: EMPTY }, NONCE)).toBe(0n)
    expect(decryptLeaf(0n, 0n, NONCE)).toEqual(EMPTY)
  })

  it('holds nothing', () => {
    for (const balance of [
      { ...EMPTY, collateral: 1n },
      { ...EMPTY, payment: 1n },
    ])
      expect(() => encryptLeaf({ key: 0n, balance }, NONCE)).toThrow(
        new PoolError('a slot without a key cannot hold a balance: give it a key, or empty it'),
      )
    expect(decryptLeaf(0n, 1n, NONCE)).toBeUndefined()
  })
})
