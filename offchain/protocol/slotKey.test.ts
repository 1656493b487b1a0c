import { permute } from '@zkpassport/poseidon2'
import { bytesToBigInt, hexToBigInt, numberToBytes, size } from 'viem'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { SCALAR_FIELD } from './scalarField.ts'
import { seededRandom } from './seededRandom.ts'
import { commitSlotKey, decodeSlotKey, encodeSlotKey, randomSlotKey, SlotKeyError } from './slotKey.ts'

const random = seededRandom(21)
const KEYS = [1n, 7n, SCALAR_FIELD - 1n, ...Array.from({ length: 8 }, () => 1n + random.below(SCALAR_FIELD - 1n))]
const NO_KEYS = [0n, -1n, SCALAR_FIELD, SCALAR_FIELD + 1n, 2n ** 256n - 1n, 2n ** 256n]

afterEach(() => vi.restoreAllMocks())

describe('the commitment to a slot key', () => {
  it('rests on the permutation that Barretenberg publishes a vector for', () => {
    expect(permute([0n, 1n, 2n, 3n])).toEqual([
      0x01bd538c2ee014ed5141b29e9ae240bf8db3fe5b9a38629a9647cf8d76c01737n,
      0x239b62e7db98aa3a2a8f6a0d2fa1709e7a35959aa6c7034814d9daa90cbac662n,
      0x04cbb44c61d928ed06808456bf758cbf0c18d1e15a7b6dbc8245fa7515d5e3cbn,
      0x2e11c5cff2a22c64d01304b778d78f6998eff1ab73163a35603f54794c30847an,
    ])
  })

  it.each(KEYS)('is the circuit’s sponge over 2001 and the key: %s', (key) => {
    // `h` of the settlement circuit: the number of inputs, times 2^64, is in the last word.
    const [state] = permute([2001n, key, 0n, 2n << 64n])
    expect(hexToBigInt(commitSlotKey(key))).toBe(state)
    expect(size(commitSlotKey(key))).toBe(32)
  })

  it('has a fixed vector', () => {
    expect(commitSlotKey(7n)).toBe('0x0fd05bdfa5f2ccc3ae89e92e2bacca334a6177750add9bb1734f6eaba29e1a20')
  })

  it.each(NO_KEYS)('is not given for %s, which would share it with another key', (key) => {
    expect(() => commitSlotKey(key)).toThrow(SlotKeyError)
  })
})

describe('a slot key', () => {
  it.each(KEYS)('is given back from its 32 bytes: %s', (key) => {
    expect(encodeSlotKey(key).length).toBe(32)
    expect(bytesToBigInt(encodeSlotKey(key))).toBe(key)
    expect(decodeSlotKey(encodeSlotKey(key))).toBe(key)
  })

  it.each(NO_KEYS)('is never %s', (key) => {
    expect(() => encodeSlotKey(key)).toThrow(SlotKeyError)
    if (key >= 0n && key < 2n ** 256n)
      expect(() => decodeSlotKey(numberToBytes(key, { size: 32 }))).toThrow(SlotKeyError)
  })

  it.each([0, 1, 31, 33, 64])('is not %i bytes', (length) => {
    expect(() => decodeSlotKey(new Uint8Array(length).fill(1))).toThrow(
      new SlotKeyError(`a slot key has 32 bytes, not ${length}`),
    )
  })

  it('is random, and made of more bytes than it has', () => {
    const asked: number[] = []
    const { getRandomValues } = globalThis.crypto
    vi.spyOn(globalThis.crypto, 'getRandomValues').mockImplementation((array) => {
      asked.push((array as Uint8Array).length)
      return getRandomValues.call(globalThis.crypto, array)
    })
    const keys = Array.from({ length: 20 }, randomSlotKey)
    expect(new Set(keys).size).toBe(20)
    expect(keys.every((key) => key > 0n && key < SCALAR_FIELD)).toBe(true)
    expect(asked).toEqual(Array(20).fill(48))
  })

  it('is drawn again when it is zero', () => {
    let calls = 0
    vi.spyOn(globalThis.crypto, 'getRandomValues').mockImplementation((array) => {
      if (calls++ > 0) (array as Uint8Array).fill(0, 0, 47)[47] = 5
      return array
    })
    expect(randomSlotKey()).toBe(5n)
  })
})
