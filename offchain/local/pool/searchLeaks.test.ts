import { describe, expect, it } from 'vitest'
import { isUnmistakable } from './numberForms.ts'
import { searchLeaks } from './searchLeaks.ts'
import { searchPlanted } from './searchPlanted.ts'

const seenAs = (bytes: Uint8Array, head = 0) => ({ where: 'here', head, bytes })
const bytesOf = (hex: string, head = 0) => seenAs(Uint8Array.from(Buffer.from(hex, 'hex')), head)
const textOf = (text: string) => seenAs(Uint8Array.from(Buffer.from(text)))
const noise = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 37 + 11) % 251)
const SIZE = { name: 'size', value: 61_247_183_938n }
const PREMIUM = { name: 'premium', value: 73n }
const HEX = SIZE.value.toString(16)

describe('searchLeaks', () => {
  it.each([
    ['bytes, big endian', '0e429ddc42'],
    ['bytes, little endian', '42dc9d420e'],
    ['text, decimal', Buffer.from('61247183938').toString('hex')],
    ['text, decimal, 8 places', Buffer.from('612.47183938').toString('hex')],
    ['text, decimal, 6 places', Buffer.from('61247.183938').toString('hex')],
    ['text, hex, zeros before', Buffer.from(`00000${HEX}`).toString('hex')],
    ['text, hex, little endian', Buffer.from('42dc9d420e').toString('hex')],
    ['text, hex of decimal', Buffer.from(Buffer.from('61247183938').toString('hex')).toString('hex')],
    ['text, decimal, UTF-16', Buffer.from('61247183938', 'utf16le').toString('hex')],
    ['number, hex', Buffer.from(`"${HEX}"`).toString('hex')],
    ['number, hex', Buffer.from(`0x${HEX}, `).toString('hex')],
  ])('finds %s anywhere', (encoding, hex) => {
    const found = searchLeaks([bytesOf(`aabbcc${hex}dd`)], [SIZE])
    expect(found).toContainEqual({ name: 'size', where: 'here', encoding })
  })

  it.each([0, 1, 2])('finds base64 of bytes and of text, %i bytes behind its beginning', (shift) => {
    const before = Buffer.alloc(shift, 0xb7)
    const bytes = Buffer.from(HEX.padStart(10, '0'), 'hex')
    const text = Buffer.concat([before, Buffer.from('61247183938'), before]).toString('base64')
    expect(searchLeaks([textOf(`"${text}"`)], [SIZE])).toContainEqual(
      expect.objectContaining({ encoding: expect.stringMatching(/^base64 of decimal/) }),
    )
    const binary = Buffer.concat([before, bytes, before]).toString('base64url')
    expect(searchLeaks([textOf(`"${binary}"`)], [SIZE])).toContainEqual(
      expect.objectContaining({ encoding: expect.stringMatching(/^base64 of bytes, big endian/) }),
    )
  })

  it.each(['BE', 'LE'] as const)('finds doubles, also of whole tokens (%s)', (order) => {
    const bytes = Buffer.alloc(8)
    bytes[`writeDouble${order}`](612.47183938)
    expect(searchLeaks([seenAs(Uint8Array.from([1, ...bytes, 2]))], [SIZE])).toHaveLength(1)
  })

  it.each([
    ['61,247,183,938', 'number'],
    ['61_247_183_938n', 'number'],
    ['612.47183938BTC', 'number'],
    ['{"size":6.1247183938e+10}', 'number'],
    ['61.247183938k', 'number'],
    ['log: 612.5 BTC', 'number, rounded to 4 digits'],
    ['$61,247,184', 'number, rounded to 8 digits'],
    ['$61.25k', 'number, rounded to 4 digits'],
    ['61247000000', 'number, rounded to 5 digits'],
    ['61,000,000,000', 'number, rounded to 2 digits'],
    ['about 0.6125k', 'number, rounded to 4 digits'],
    ['"a\\n612.4', 'number, rounded to 4 digits'],
  ])('finds %s', (text, encoding) => {
    expect(searchLeaks([textOf(text)], [SIZE]).map((finding) => finding.encoding)).toContain(encoding)
  })

  it.each(['612', '61', '6.1', '0x612.4', 'block612.4', '61247183839', '612.41', '1.612.47', 'a612.4'])(
    'makes nothing of %s',
    (text) => expect(searchLeaks([textOf(text)], [SIZE])).toEqual([]),
  )

  it('says nothing of rounded numbers where numbers like them are common', () => {
    const all = Array.from({ length: 9_000 }, (_, index) => `${(index + 1_000) / 10}`).join('; ')
    expect(searchLeaks([textOf(all)], [SIZE])).toEqual([])
    expect(searchLeaks([textOf(`${all}; 612.47183938`)], [SIZE]).map(({ encoding }) => encoding)).toContain('number')
  })

  it('says nothing of seven digits where numbers of seven digits are common, in any unit', () => {
    const all = Array.from({ length: 90_000 }, (_, index) => `${(6_100_000 + index * 7) / 1000}`).join(' ')
    const secrets = Array.from({ length: 40 }, (_, index) => ({
      name: `${index}`,
      value: 61_247_183_938n + BigInt(index) * 1_000_003n,
    }))
    expect(searchLeaks([textOf(all)], secrets)).toEqual([])
  })

  it('finds a small number as a word, behind a selector too, and not as a part of one', () => {
    const word = '49'.padStart(64, '0')
    expect(searchLeaks([bytesOf(`12345678${word}`, 4)], [PREMIUM])).toMatchObject([{ encoding: 'word, big endian' }])
    expect(searchLeaks([bytesOf(`12345678${word}`)], [PREMIUM])).toEqual([])
    expect(searchLeaks([bytesOf('4949494949')], [PREMIUM])).toEqual([])
  })

  it('finds nothing in noise', () => {
    expect(searchLeaks([{ where: 'noise', head: 4, bytes: noise(5_000) }], [SIZE, PREMIUM])).toEqual([])
    const random = Uint8Array.from(crypto.getRandomValues(new Uint8Array(60_000)))
    const hex = Uint8Array.from(Buffer.from(Buffer.from(random).toString('hex')))
    expect(searchLeaks([seenAs(random), seenAs(hex)], [SIZE, PREMIUM])).toEqual([])
  })
})

describe('isUnmistakable', () => {
  it.each([
    ['612.47183938', true],
    ['612.4718', true],
    ['612.47', false],
  ])('of %s is %s', (text, isSo) => {
    const found = searchLeaks([textOf(`"${text}"`)], [SIZE])
    expect(found.length).toBeGreaterThan(0)
    expect(found.some(({ encoding }) => isUnmistakable(encoding))).toBe(isSo)
  })
})

describe('searchPlanted', () => {
  it.each([0, 20, 400])('finds all that it plants, also where the cover has only %i bytes', (length) => {
    const { planted, found } = searchPlanted({ where: 'cover', head: 4, bytes: noise(4 + length) }, [SIZE, PREMIUM])
    expect(found).toBe(planted)
    expect(planted).toBeGreaterThan(40)
  })
})
