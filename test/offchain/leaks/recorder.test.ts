import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRecorder, type Recorder } from './createRecorder.ts'

const SIZE = { name: 'size', value: 61_247_183_938n, decimals: 8 }
const PREMIUM = { name: 'premium', value: 73n }
const TEXT = Buffer.from('... 612.47183938 ...')

let folder: string
let recorder: Recorder
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'recorder-'))
  recorder = createRecorder({ folder: path.join(folder, 'spool') })
})
afterEach(() => {
  recorder.close()
  fs.rmSync(folder, { recursive: true })
})

const encodingsIn = (channel: string) =>
  recorder
    .search([SIZE, PREMIUM])
    .findings.filter((finding) => finding.channel === channel)
    .map(({ encoding }) => encoding)

describe('createRecorder', () => {
  it('says where, in which channel and in which encoding a secret stands', () => {
    recorder.channel('logs').write(TEXT, 'agent')
    recorder.channel('alerts').write(Buffer.from('all is well'), 'webhook')
    const { findings, searched } = recorder.search([SIZE])
    expect(findings).toContainEqual({ channel: 'logs', name: 'size', where: 'agent', encoding: 'number' })
    expect(findings.every(({ channel }) => channel === 'logs')).toBe(true)
    expect(searched).toEqual([
      { channel: 'logs', bytes: TEXT.length, streams: 1 },
      { channel: 'alerts', bytes: 11, streams: 1 },
    ])
  })

  it.each(Array.from({ length: 11 }, (_, at) => at + 1))(
    'finds what is cut in two after %i characters, streams in between',
    (at) => {
      const [one, other] = [recorder.channel('http').open('one'), recorder.channel('http').open('other')]
      one.append(TEXT.subarray(0, 4 + at))
      other.append(Buffer.from('12345'))
      one.append(TEXT.subarray(4 + at))
      expect(encodingsIn('http')).toEqual(expect.arrayContaining(['number', 'text, decimal, 8 places']))
      one.close()
      expect(encodingsIn('http')).toContain('number')
    },
  )

  it('takes no part of a number for a number', () => {
    const stream = recorder.channel('http').open('one')
    stream.append(Buffer.from('"612.4'))
    stream.append(Buffer.from('9", "7'))
    stream.append(Buffer.from('612.4"'))
    expect(encodingsIn('http')).toEqual([])
    stream.append(Buffer.from(' 612.4'))
    expect(encodingsIn('http')).toEqual(['number, rounded to 4 digits'])
  })

  it('finds words at their places, of records that have words', () => {
    const word = Buffer.from(`12345678${'49'.padStart(64, '0')}`, 'hex')
    recorder.channel('chain').write(word, 'calldata', 4)
    recorder.channel('files').write(word, 'journal')
    expect(encodingsIn('chain')).toEqual(['word, big endian'])
    expect(encodingsIn('files')).toEqual([])
  })

  it('keeps nothing in memory, and finds what is far in', () => {
    const megabyte = Buffer.alloc(1 << 20, 'x ')
    const before = process.memoryUsage().arrayBuffers
    const stream = recorder.channel('http').open('long')
    for (let count = 0; count < 12; count++) stream.append(megabyte)
    stream.append(TEXT)
    stream.close()
    recorder.channel('files').write(Buffer.concat([megabyte, megabyte, TEXT, megabyte]), 'one write')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(6 * megabyte.length)
    expect(encodingsIn('http')).toContain('number')
    expect(encodingsIn('files')).toContain('number')
  })

  it('finds all that it plants in what each channel recorded', () => {
    recorder.channel('chain').write(Buffer.alloc(500, 7), 'calldata', 4)
    recorder.channel('logs').write(Buffer.from('a line\n'), 'agent')
    recorder.channel('empty')
    const controls = recorder.searchPlanted([SIZE, PREMIUM])
    expect(controls.map(({ channel, missed }) => [channel, missed])).toEqual([
      ['chain', []],
      ['logs', []],
      ['empty', []],
    ])
    for (const { planted } of controls) expect(planted).toBeGreaterThan(40)
  })

  it('leaves files that only their owner can read, and none when it is closed', () => {
    recorder.channel('logs of the agent').write(TEXT, 'agent')
    const [file] = fs.readdirSync(path.join(folder, 'spool'))
    expect(file).toBe('logs-of-the-agent.spool')
    expect(fs.statSync(path.join(folder, 'spool', file as string)).mode & 0o777).toBe(0o600)
    recorder.close()
    expect(fs.readdirSync(path.join(folder, 'spool'))).toEqual([])
  })
})
