import { createHash } from 'node:crypto'
import { bytesToHex } from 'viem'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../seededRandom.ts'
import { frame, hashParts, type Part } from './frame.ts'
import { VaultError } from './vaultError.ts'

const random = seededRandom(12)
const hex = (parts: readonly Part[]) => bytesToHex(frame(parts))

describe('frame', () => {
  it('puts each part behind its length', () => {
    expect(hex([Uint8Array.of(1, 2), 'é', 10, new Uint8Array(0)])).toBe(
      '0x000000020102' + '00000002c3a9' + '000000023130' + '00000000',
    )
    expect(hex([])).toBe('0x')
  })

  it('gives different bytes however one message is cut into parts', () => {
    const message = random.bytes(9)
    const cuts = Array.from({ length: 2 ** 8 }, (_, mask) => {
      const places = [0, ...[1, 2, 3, 4, 5, 6, 7, 8].filter((place) => mask & (1 << (place - 1))), 9]
      return places.slice(1).map((end, i) => message.slice(places[i], end))
    })
    expect(new Set(cuts.map(hex)).size).toBe(cuts.length)
  })

  it('tells an empty part from none', () => {
    expect(hex([''])).not.toBe(hex([]))
    expect(hex(['', 'a'])).not.toBe(hex(['a', '']))
  })

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 1e21])('refuses the number %d', (number) => {
    expect(() => frame([number])).toThrow(VaultError)
  })

  it.each([0, 1, Number.MAX_SAFE_INTEGER])('writes the number %d in decimal', (number) => {
    expect(hex([number])).toBe(hex([String(number)]))
  })
})

describe('hashParts', () => {
  it('is SHA-256 of the framed purpose and parts', () => {
    const purpose = 'self-healing-reserve/vault/test/v1'
    const independent = createHash('sha256')
      .update(Buffer.from([0, 0, 0, purpose.length]))
      .update(purpose)
      .update(Buffer.from([0, 0, 0, 1, 9]))
      .digest('hex')
    expect(bytesToHex(hashParts('test', [Uint8Array.of(9)]))).toBe(`0x${independent}`)
  })

  it('keeps purposes apart', () => {
    expect(hashParts('seat', ['a'])).not.toEqual(hashParts('body', ['a']))
    expect(hashParts('seat', ['a'])).not.toEqual(hashParts('seata', []))
  })
})
