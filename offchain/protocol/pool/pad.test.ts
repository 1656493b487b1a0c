import { permute } from '@zkpassport/poseidon2'
import { describe, expect, it } from 'vitest'
import { SCALAR_FIELD } from '../scalarField.ts'
import { seededRandom } from '../seededRandom.ts'
import { LEAF_DOMAIN, ORDER_DOMAIN, QUOTE_DOMAIN } from './constants.ts'
import { addPad, removePad } from './pad.ts'
import { PoolError } from './poolError.ts'

const random = seededRandom(61)
const PAD = { domain: QUOTE_DOMAIN, key: 7n, nonce: 9n }
const ELEMENTS = [0n, 1n, SCALAR_FIELD - 1n, ...Array.from({ length: 8 }, () => random.below(SCALAR_FIELD))]
const NO_ELEMENTS = [-1n, SCALAR_FIELD, 2n ** 256n - 1n]

describe('a pad', () => {
  it.each(ELEMENTS)('is the circuit’s sponge over domain, key and nonce, added in the field: to %s', (plaintext) => {
    const [state] = permute([2004n, 7n, 9n, 3n << 64n])
    expect(addPad(plaintext, PAD)).toBe((plaintext + (state as bigint)) % SCALAR_FIELD)
  })

  it.each(ELEMENTS)('gives back what was under it: %s', (plaintext) => {
    expect(removePad(addPad(plaintext, PAD), PAD)).toBe(plaintext)
    expect(addPad(removePad(plaintext, PAD), PAD)).toBe(plaintext)
  })

  it('is another one for another domain, key or nonce', () => {
    const pads = [
      PAD,
      { ...PAD, domain: LEAF_DOMAIN },
      { ...PAD, domain: ORDER_DOMAIN },
      { ...PAD, key: 9n, nonce: 7n },
      { ...PAD, key: 8n },
      { ...PAD, nonce: 10n },
    ]
    expect(new Set(pads.map((pad) => addPad(0n, pad))).size).toBe(pads.length)
  })

  it.each(NO_ELEMENTS)('is neither made of, nor put on, nor taken from %s', (value) => {
    expect(() => addPad(value, PAD)).toThrow(new PoolError(`plaintext ${value} is not below the order of the field`))
    expect(() => removePad(value, PAD)).toThrow(
      new PoolError(`ciphertext ${value} is not below the order of the field`),
    )
    expect(() => addPad(0n, { ...PAD, key: value })).toThrow(PoolError)
    expect(() => addPad(0n, { ...PAD, nonce: value })).toThrow(PoolError)
  })
})
