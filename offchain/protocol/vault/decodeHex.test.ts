import { bytesToHex, type Hex } from 'viem'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../seededRandom.ts'
import { decodeHex } from './decodeHex.ts'
import { VaultError } from './vaultError.ts'

const random = seededRandom(11)

describe('decodeHex', () => {
  it.each([0, 1, 33, 16_531])('gives back %i bytes', (length) => {
    const bytes = random.bytes(length)
    expect(decodeHex(bytesToHex(bytes))).toEqual(bytes)
    expect(decodeHex(bytesToHex(bytes), length)).toEqual(bytes)
  })

  it.each(['0xAB', '0Xab', 'ab', 'xxab', '0xa', '0xabc', '0xzz', '0xab ', ' 0xab', '0xab\n', '0x0x', '0x', '', '0xé0'])(
    'takes no other spelling of a byte: %j',
    (hex) => {
      expect(() => decodeHex(hex as Hex, 1)).toThrow(VaultError)
    },
  )

  it.each([32, 34])('refuses 33 bytes where %i are needed', (length) => {
    expect(() => decodeHex(bytesToHex(random.bytes(33)), length)).toThrow(
      new VaultError(`33 bytes are given where ${length} are needed`),
    )
  })

  it('does not repeat what it was given', () => {
    expect(() => decodeHex('0xSECRET')).toThrow(new VaultError('bytes are not in lower-case hex'))
  })
})
