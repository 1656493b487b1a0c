import { constants } from '@phala/dcap-qvl'
import { describe, expect, it } from 'vitest'
import { INTEL_ROOT } from './intelRoot.ts'
import { readCertificate } from './readCertificate.ts'
import { readDer } from './readDer.ts'
import { readDerTime } from './readDerTime.ts'
import { UnreadableError } from './unreadableError.ts'

const ROOT = new Uint8Array(constants.TRUSTED_ROOT_CA_DER)

const without = (at: number): Uint8Array => Uint8Array.from([...ROOT.subarray(0, at), ...ROOT.subarray(at + 1)])

describe('readCertificate', () => {
  it("reads Intel's root as the contracts pin it", () => {
    expect(readCertificate(ROOT, 'root')).toEqual({
      key: INTEL_ROOT.key,
      serial: '0x22650cd65a9d3489f383b49552bf501b392706ac',
      issuer: INTEL_ROOT.name,
      subject: INTEL_ROOT.name,
      notBefore: Date.UTC(2018, 4, 21, 10, 45, 10) / 1000,
      notAfter: Date.UTC(2049, 11, 31, 23, 59, 59) / 1000,
    })
  })

  it('refuses bytes after it, and every certificate that was cut off', () => {
    expect(() => readCertificate(Uint8Array.from([...ROOT, 0]), 'root')).toThrow('root: bytes after the certificate')
    for (let length = 0; length < ROOT.length; length += 1) {
      expect(() => readCertificate(ROOT.subarray(0, length), 'root')).toThrow(/^root: the DER element at 0 is cut off$/)
    }
  })

  it('refuses other versions and other keys', () => {
    const version = ROOT.slice()
    version[12] = 1
    expect(() => readCertificate(version, 'root')).toThrow('root: not an X.509 version 3 certificate')
    const curve = ROOT.slice()
    const at = Buffer.from(ROOT).indexOf(Buffer.from('2a8648ce3d030107', 'hex'))
    curve[at + 7] = 6
    expect(() => readCertificate(curve, 'root')).toThrow('root: the public key is not an uncompressed point of P-256')
    expect(() => readCertificate(without(40), 'root')).toThrow(UnreadableError)
  })
})

describe('readDer', () => {
  const read = (bytes: readonly number[], wanted?: number) =>
    readDer(Uint8Array.from(bytes), 0, bytes.length, 'der', wanted)

  it('reads short and long lengths', () => {
    expect(read([0x04, 1, 9])).toEqual({ tag: 4, start: 2, stop: 3 })
    expect(read([0x04, 0x81, 0x80, ...Array(128).fill(0)])).toEqual({ tag: 4, start: 3, stop: 131 })
    expect(read([0x04, 0x82, 1, 0, ...Array(256).fill(0)])).toEqual({ tag: 4, start: 4, stop: 260 })
  })

  it.each([
    [[], 0, 'der: the DER element at 0 is cut off'],
    [[0x04], 0, 'der: the DER element at 0 is cut off'],
    [[0x04, 2], 1, 'der: the DER element at 0 is cut off'],
    [[0x04, 0x80], 2, 'der: DER length at 0 is not in one or two bytes'],
    [[0x04, 0x83, 0, 1, 0], 256, 'der: DER length at 0 is not in one or two bytes'],
    [[0x04, 0x81, 0x7f], 0x7f, 'der: DER length at 0 is not minimal'],
    [[0x04, 0x82, 0, 0xff], 0xff, 'der: DER length at 0 is not minimal'],
  ])('refuses %j and %s bytes', (head, length, message) => {
    expect(() => read([...head, ...Array<number>(length).fill(0)])).toThrow(new UnreadableError(message))
  })

  it('refuses another tag than the wanted one, and what leaves its parent', () => {
    expect(() => read([0x04, 1, 9], 0x30)).toThrow('der: DER tag 0x4 at 0, wanted 0x30')
    expect(() => readDer(Uint8Array.of(0x04, 2, 9, 9), 0, 3, 'der')).toThrow('der: the DER element at 0 is cut off')
  })
})

describe('readDerTime', () => {
  const read = (tag: number, text: string) => {
    const bytes = Uint8Array.from([tag, text.length, ...Buffer.from(text)])
    return readDerTime(bytes, 0, bytes.length, 'der').time
  }

  it('reads both forms, two digits of a year from 1950 on', () => {
    expect(read(0x17, '491231235959Z')).toBe(Date.UTC(2049, 11, 31, 23, 59, 59) / 1000)
    expect(read(0x17, '500101000000Z')).toBe(Date.UTC(1950, 0, 1) / 1000)
    expect(read(0x18, '20500101000000Z')).toBe(Date.UTC(2050, 0, 1) / 1000)
  })

  it.each([
    [0x17, '20491231235959Z'],
    [0x18, '491231235959Z'],
    [0x17, '4912312359Z'],
    [0x17, '491231235959+0000'],
    [0x17, '490230000000Z'],
    [0x17, '491301000000Z'],
    [0x17, '490101240000Z'],
    [0x13, '491231235959Z'],
  ])('refuses tag %s with %s', (tag, text) => {
    expect(() => read(tag, text)).toThrow('der: no time at 0')
  })
})
