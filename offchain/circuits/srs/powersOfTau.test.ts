import { bn254 } from '@noble/curves/bn254.js'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../protocol/seededRandom.ts'
import { powersOfTau } from './powersOfTau.ts'

const { Fr } = bn254.fields

const pointsOf = (bytes: Uint8Array): string[] =>
  Array.from({ length: bytes.length / 64 }, (_, i) => Buffer.from(bytes.subarray(i * 64, i * 64 + 64)).toString('hex'))

/** One multiplication for each, by a library that shares nothing with ours but the curve. */
const reference = (tau: bigint, count: number): string[] =>
  Array.from({ length: count }, (_, i) => {
    const { x, y } = bn254.G1.Point.BASE.multiply(Fr.pow(tau, BigInt(i))).toAffine()
    return [x, y].map((word) => word.toString(16).padStart(64, '0')).join('')
  })

describe('powersOfTau', () => {
  it.each([1, 2, 3, 64])('gives %i points, beginning with the generator', (count) => {
    const tau = seededRandom(count).below(Fr.ORDER)
    expect(pointsOf(powersOfTau(tau, count))).toEqual(reference(tau, count))
  })

  it.each([
    ['one', 1n],
    ['two, whose powers have a single digit', 2n],
    ['a whole window', 4096n],
    ['half a window, where digits change their sign', 2048n],
    ['one more than that', 2049n],
    ['minus one', Fr.ORDER - 1n],
    ['digits that all carry', BigInt(`0x${'2f'.repeat(31)}ff`)],
  ])('is right for %s', (_name, tau) => {
    expect(pointsOf(powersOfTau(tau, 40))).toEqual(reference(tau, 40))
  })
})
