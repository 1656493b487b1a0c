import { describe, expect, it } from 'vitest'
import { decodeBase64 } from './decodeBase64.ts'
import { parsePem } from './parsePem.ts'
import { UnreadableError } from './unreadableError.ts'

describe('decodeBase64', () => {
  it.each([0, 1, 2, 3, 48, 255, 256])('reads back %s bytes', (length) => {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 37) & 0xff)
    expect(decodeBase64(Buffer.from(bytes).toString('base64'), 'text')).toEqual(bytes)
  })

  it.each([
    ['AAA', 'text: 3 base64 digits, wanted a multiple of 4'],
    ['AA=A', 'text: base64 digit 2 is none'],
    ['A===', 'text: base64 digit 1 is none'],
    ['AA A', 'text: base64 digit 2 is none'],
    ['AA-_', 'text: base64 digit 2 is none'],
    ['AB==', 'text: the unused bits of the last base64 digit are not zero'],
    ['AAB=', 'text: the unused bits of the last base64 digit are not zero'],
  ])('refuses %s', (text, message) => {
    expect(() => decodeBase64(text, 'text')).toThrow(new UnreadableError(message))
  })
})

const DER = Uint8Array.from({ length: 60 }, (_, index) => index)
const BASE64 = Buffer.from(DER).toString('base64')
const BLOCK = `-----BEGIN CERTIFICATE-----\n${BASE64.slice(0, 64)}\n${BASE64.slice(64)}\n-----END CERTIFICATE-----\n`

describe('parsePem', () => {
  const parse = (text: string) => parsePem(text, 'CERTIFICATE', 'text')

  it('reads one block and several', () => {
    expect(parse(BLOCK)).toEqual([DER])
    expect(parse(BLOCK + BLOCK)).toEqual([DER, DER])
  })

  it.each([
    ['nothing', '', 'the last line of PEM has no newline'],
    ['no newline at the end', BLOCK.slice(0, -1), 'the last line of PEM has no newline'],
    ['an empty line between', `${BLOCK}\n${BLOCK}`, 'line 5 of PEM is not "-----BEGIN CERTIFICATE-----"'],
    ['text before', `Subject: me\n${BLOCK}`, 'line 1 of PEM is not "-----BEGIN CERTIFICATE-----"'],
    [
      'another label',
      BLOCK.replaceAll('CERTIFICATE', 'X509 CRL'),
      'line 1 of PEM is not "-----BEGIN CERTIFICATE-----"',
    ],
    ['carriage returns', BLOCK.replaceAll('\n', '\r\n'), 'line 1 of PEM is not "-----BEGIN CERTIFICATE-----"'],
    [
      'no end',
      `-----BEGIN CERTIFICATE-----\n${BASE64}\n`,
      'the PEM block of line 1 has no "-----END CERTIFICATE-----"',
    ],
    [
      'an empty block',
      '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n',
      'the PEM block of line 1 is not in lines of 64 digits',
    ],
    [
      'one long line',
      BLOCK.replace(`${BASE64.slice(0, 64)}\n`, BASE64.slice(0, 64)),
      'the PEM block of line 1 is not in lines of 64 digits',
    ],
    [
      'an early short line',
      BLOCK.replace(BASE64.slice(0, 64), `${BASE64.slice(0, 60)}\n${BASE64.slice(60, 64)}`),
      'the PEM block of line 1 is not in lines of 64 digits',
    ],
    [
      'a blank last line',
      BLOCK.replace('\n-----END', '\n\n-----END'),
      'the PEM block of line 1 is not in lines of 64 digits',
    ],
    ['a space', BLOCK.replace(BASE64.slice(64), `${BASE64.slice(64)} `), 'PEM block of line 1: 81 base64 digits'],
  ])('refuses %s', (_name, text, message) => {
    expect(() => parse(text)).toThrow(message)
    expect(() => parse(text)).toThrow(UnreadableError)
  })
})
