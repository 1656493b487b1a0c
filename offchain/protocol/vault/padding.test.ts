import { describe, expect, it } from 'vitest'
import { seededRandom } from '../seededRandom.ts'
import { LONGEST_MESSAGE, pad, requirePaddedLength, unpad } from './padding.ts'
import { VaultError } from './vaultError.ts'

const random = seededRandom(13)
const CLASSES = [64, 128, 256, 512, 1_024, 2_048, 4_096, 8_192, 16_384]

describe('padding', () => {
  it.each(CLASSES)('gives back the shortest and the longest message of %i bytes', (padded) => {
    const shortest = padded === 64 ? 0 : padded / 2 - 3
    for (const length of [shortest, padded - 4]) {
      const message = random.bytes(length)
      expect(pad(message).length).toBe(padded)
      expect(unpad(pad(message))).toEqual(message)
    }
  })

  it('has one length for all messages of a class', () => {
    const lengths = new Set(
      Array.from({ length: LONGEST_MESSAGE + 1 }, (_, length) => pad(new Uint8Array(length)).length),
    )
    expect([...lengths]).toEqual(CLASSES)
  })

  it('gives back every length up to 300', () => {
    for (let length = 0; length <= 300; length++) {
      const message = random.bytes(length)
      expect(unpad(pad(message))).toEqual(message)
    }
  })

  it('takes 16,380 bytes and no more', () => {
    expect(LONGEST_MESSAGE).toBe(16_380)
    expect(() => pad(new Uint8Array(LONGEST_MESSAGE + 1))).toThrow(
      new VaultError('a message of 16381 bytes is too long to be sealed; at most 16380'),
    )
  })

  it('refuses any trailing byte that is not zero', () => {
    const padded = pad(random.bytes(20))
    for (let place = 24; place < padded.length; place++) {
      const changed = padded.slice()
      changed[place] = 1
      expect(() => unpad(changed), `byte ${place}`).toThrow(VaultError)
    }
  })

  it('refuses a message in a class that is too large for it', () => {
    const padded = pad(random.bytes(20))
    const longer = new Uint8Array(128)
    longer.set(padded)
    expect(() => unpad(longer)).toThrow(VaultError)
  })

  it.each([61, 124, 16_380, 16_381, 0x7fffffff, 0xffffffff])('refuses a length of %i in 64 bytes', (length) => {
    const padded = new Uint8Array(64)
    new DataView(padded.buffer).setUint32(0, length)
    expect(() => unpad(padded)).toThrow(VaultError)
  })

  it.each([0, 1, 3, 4, 63, 65, 96])('refuses %i bytes', (length) => {
    expect(() => unpad(new Uint8Array(length))).toThrow(VaultError)
  })

  it('knows the lengths that a padded message can have', () => {
    const accepted = Array.from({ length: 40_000 }, (_, length) => length - 200).filter((length) => {
      try {
        requirePaddedLength(length)
        return true
      } catch (error) {
        expect(error).toBeInstanceOf(VaultError)
        return false
      }
    })
    expect(accepted).toEqual(CLASSES)
  })
})
