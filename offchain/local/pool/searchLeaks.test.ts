import { describe, expect, it } from 'vitest'
import { searchLeaks } from './searchLeaks.ts'
import { searchPlanted } from './searchPlanted.ts'

const bytesOf = (hex: string, head = 0) => ({ where: 'here', head, bytes: Uint8Array.from(Buffer.from(hex, 'hex')) })
const noise = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 37 + 11) % 251)
const SIZE = { name: 'size', value: 6_124_718_393n }
const PREMIUM = { name: 'premium', value: 73n }

describe('searchLeaks', () => {
  it.each([
    ['bytes, big endian', '016d0fc939'],
    ['bytes, little endian', '39c90f6d01'],
    ['text, decimal', Buffer.from('6124718393').toString('hex')],
    ['text, decimal, 8 places', Buffer.from('61.24718393').toString('hex')],
    ['text, hex', Buffer.from('16d0fc939').toString('hex')],
  ])('finds %s anywhere', (encoding, hex) => {
    const found = searchLeaks([bytesOf(`aabbcc${hex}dd`)], [SIZE])
    expect(found).toContainEqual({ name: 'size', where: 'here', encoding })
  })

  it('finds a small number as a word, behind a selector too, and not as a part of one', () => {
    const word = '49'.padStart(64, '0')
    expect(searchLeaks([bytesOf(`12345678${word}`, 4)], [PREMIUM])).toMatchObject([{ encoding: 'word, big endian' }])
    expect(searchLeaks([bytesOf(`12345678${word}`)], [PREMIUM])).toEqual([])
    expect(searchLeaks([bytesOf('4949494949')], [PREMIUM])).toEqual([])
  })

  it('finds nothing in noise', () => {
    expect(searchLeaks([{ where: 'noise', head: 4, bytes: noise(5_000) }], [SIZE, PREMIUM])).toEqual([])
  })
})

describe('searchPlanted', () => {
  it.each([0, 20, 400])('finds all that it plants, also where the cover has only %i bytes', (length) => {
    const { planted, found } = searchPlanted({ where: 'cover', head: 4, bytes: noise(4 + length) }, [SIZE, PREMIUM])
    expect(found).toBe(planted)
    // Three words of each; the seven others of the large one only.
    expect(planted).toBe(3 + 3 + 7)
  })
})
