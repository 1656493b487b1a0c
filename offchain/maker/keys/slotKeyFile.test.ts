import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { numberToHex } from 'viem'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SCALAR_FIELD } from '../../protocol/scalarField.ts'
import { commitSlotKey } from '../../protocol/slotKey.ts'
import { addSlotKey } from './addSlotKey.ts'
import { readSlotKeys } from './readSlotKeys.ts'

describe('a file of slot keys', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'slot-keys-'))
    file = path.join(folder, 'slot.key')
  })
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

  it('holds none before there is one', () => expect(readSlotKeys(file).size).toBe(0))

  it('is made whole, for its owner only, and grows at its end', () => {
    const first = addSlotKey(file)
    expect(fs.statSync(file).mode & 0o777).toBe(0o600)
    expect(fs.readdirSync(folder)).toEqual(['slot.key'])
    const second = addSlotKey(file)
    expect([...readSlotKeys(file)]).toEqual([
      [commitSlotKey(first), first],
      [commitSlotKey(second), second],
    ])
  })

  it('keeps keys apart in a file that lost its last newline', () => {
    const first = addSlotKey(file)
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').trimEnd())
    const second = addSlotKey(file)
    expect([...readSlotKeys(file).values()]).toEqual([first, second])
    expect(fs.readFileSync(file, 'utf8')).toMatch(/^0x\w{64}\n0x\w{64}\n$/)
  })

  it('hands out no key that is torn', () => {
    addSlotKey(file)
    const write = fs.writeSync
    // A disk that takes the last digits only of what it is given.
    fs.writeSync = ((handle: number, text: string) => write(handle, text.slice(-9))) as typeof fs.writeSync
    try {
      expect(() => addSlotKey(file)).toThrow(/line 2 of .* is no slot key/)
    } finally {
      fs.writeSync = write
    }
  })

  it('hands out no key that did not reach the disk', () => {
    addSlotKey(file)
    const write = fs.writeSync
    fs.writeSync = ((handle: number) => write(handle, '\n')) as typeof fs.writeSync
    try {
      expect(() => addSlotKey(file)).toThrow(/does not end with the key just written to it; nothing was sent/)
    } finally {
      fs.writeSync = write
    }
  })

  it('never takes the place of a file that came first', () => {
    const [rename, link] = [fs.existsSync, fs.linkSync]
    // Another process makes it after we looked.
    fs.existsSync = () => false
    fs.linkSync = (from, to) => {
      fs.writeFileSync(to, 'the only copy of another key', { mode: 0o600 })
      link(from, to)
    }
    try {
      expect(() => addSlotKey(file)).toThrow(/EEXIST.*nothing was sent/)
    } finally {
      fs.existsSync = rename
      fs.linkSync = link
    }
    expect(fs.readFileSync(file, 'utf8')).toBe('the only copy of another key')
    expect(fs.readdirSync(folder)).toEqual(['slot.key'])
  })

  it.each([
    ['half a key', `0x${'12'.repeat(20)}`],
    ['zero', numberToHex(0n, { size: 32 })],
    ['the order of the field', numberToHex(SCALAR_FIELD, { size: 32 })],
  ])('is refused with %s, which is not shown', (_what, text) => {
    addSlotKey(file)
    fs.appendFileSync(file, `${text}\n`)
    const read = () => readSlotKeys(file)
    expect(read).toThrow(/line 2 of .* is no slot key/)
    expect(read).not.toThrow(text)
  })

  it('is refused if others can read it', () => {
    addSlotKey(file)
    fs.chmodSync(file, 0o644)
    expect(() => readSlotKeys(file)).toThrow(`run: chmod 600 ${file}`)
  })

  it('cannot be made where there is no folder', () => {
    expect(() => addSlotKey(path.join(folder, 'none', 'slot.key'))).toThrow(/cannot be written \(ENOENT\)/)
  })
})
