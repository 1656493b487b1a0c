import { type Hex, pad, size } from 'viem'
import { describe, expect, it } from 'vitest'
import { decodeReport, encodeReport, REPORT_LENGTH, type ReserveReport } from './report.ts'

const word = (value: number): Hex => pad(`0x${value.toString(16).padStart(2, '0')}`)

const report: ReserveReport = {
  chainId: 31337n,
  receiver: '0x00000000000000000000000000000000000000AA',
  epoch: 1_750_000_000,
  statementAt: 1_749_999_990,
  isSolvent: true,
  mintCeiling: 2n ** 96n - 1n,
  poolOrder: { nonce: word(1), ciphertext: word(2) },
  sealedOrder: [word(3), word(4), word(5)],
  orderDigest: word(6),
}

describe('report', () => {
  it('is twelve words', () => {
    expect(size(encodeReport(report))).toBe(REPORT_LENGTH)
  })

  it('decodes to what was encoded', () => {
    expect(decodeReport(encodeReport(report))).toEqual(report)
  })

  it.each([0, 383, 385, 416])('refuses %i bytes', (length) => {
    expect(() => decodeReport(`0x${'00'.repeat(length)}`)).toThrow(`${length}`)
  })
})
