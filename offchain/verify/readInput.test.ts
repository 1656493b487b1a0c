import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { stringToBytes } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UnreadableError } from '../protocol/tdx/unreadableError.ts'
import { decodeHexText, readInput } from './readInput.ts'

describe('decodeHexText', () => {
  it.each(['0400a5Ff', '0x0400a5ff', ' 0400\n a5ff\r\n'])('decodes %j', (text) => {
    expect(decodeHexText(stringToBytes(text), 'quote')).toEqual(Uint8Array.of(4, 0, 0xa5, 0xff))
  })

  it('leaves raw bytes alone', () => {
    const raw = Uint8Array.of(0x30, 0x31, 0)
    expect(decodeHexText(raw, 'quote')).toBe(raw)
  })

  it.each([
    ['0400a', 'quote: an odd number of hex digits (5)'],
    ['04 0x00', 'quote: text, but digit 3 is not hex'],
    ['{"quote":1}', 'quote: text, but digit 0 is not hex'],
  ])('refuses %s', (text, message) => {
    expect(() => decodeHexText(stringToBytes(text), 'quote')).toThrow(new UnreadableError(message))
  })
})

describe('readInput', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'verify-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('reads a file', async () => {
    const file = path.join(folder, 'three')
    writeFileSync(file, Uint8Array.of(1, 2, 3))
    expect(await readInput(file, 'quote')).toEqual(Uint8Array.of(1, 2, 3))
  })

  it('does not read a device to its end', async () => {
    await expect(readInput('/dev/zero', 'quote')).rejects.toThrow('quote: /dev/zero has more than 1000000 bytes')
  })

  it.each([
    ['none', undefined, /^quote: cannot read .*none \(ENOENT\)$/],
    ['.', undefined, /^quote: cannot read .* \(EISDIR\)$/],
    ['empty', 0, /^quote: .*empty is empty$/],
    ['large', 1_000_001, /^quote: .*large has more than 1000000 bytes$/],
  ])('refuses %s', async (name, length, message) => {
    const file = path.join(folder, name)
    if (length !== undefined) writeFileSync(file, new Uint8Array(length))
    await expect(readInput(file, 'quote')).rejects.toThrow(message)
    await expect(readInput(file, 'quote')).rejects.toBeInstanceOf(UnreadableError)
  })
})
