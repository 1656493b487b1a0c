import { createHash } from 'node:crypto'
import { secp256k1, secp256k1_hasher } from '@noble/curves/secp256k1.js'
import { bytesToHex, hexToBytes, numberToBytes } from 'viem'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { seededRandom } from '../seededRandom.ts'
import {
  addScalars,
  announcedBy,
  decodePoint,
  decodeScalar,
  encodePoint,
  encodeScalar,
  evaluateCommitments,
  evaluatePolynomial,
  GENERATOR,
  hashToPoint,
  hashToScalar,
  hedgedScalar,
  lagrangeCoefficient,
  multiplyScalars,
  multiplySecretly,
  POINT_LENGTH,
  type Point,
  randomScalar,
  SCALAR_LENGTH,
  sumOfProducts,
} from './curve.ts'
import { frame } from './frame.ts'
import { VaultError } from './vaultError.ts'

const { Point: Points } = secp256k1
const ORDER = Points.Fn.ORDER
const FIELD = Points.Fp.ORDER
const random = seededRandom(14)
const scalar = () => 1n + random.below(ORDER - 1n)
const bytesOf = (number: bigint, size: number) => numberToBytes(number, { size })
const pointBytes = (prefix: number, x: bigint) => Uint8Array.of(prefix, ...bytesOf(x, 32))

afterEach(() => vi.restoreAllMocks())

describe('points', () => {
  it.each(Array.from({ length: 10 }, () => GENERATOR.multiply(scalar())))('are given back: %s', (point) => {
    expect(encodePoint(point).length).toBe(POINT_LENGTH)
    expect(decodePoint(encodePoint(point)).equals(point)).toBe(true)
  })

  it('have one encoding: of all first bytes, one gives the point and one its negative', () => {
    const bytes = encodePoint(GENERATOR)
    const accepted = Array.from({ length: 256 }, (_, prefix) => prefix).filter((prefix) => {
      try {
        decodePoint(Uint8Array.of(prefix, ...bytes.subarray(1)))
        return true
      } catch (error) {
        expect(error).toBeInstanceOf(VaultError)
        return false
      }
    })
    expect(accepted).toEqual([2, 3])
    expect(decodePoint(pointBytes(2, GENERATOR.x)).equals(decodePoint(pointBytes(3, GENERATOR.x)))).toBe(false)
  })

  it('have a coordinate below the order of the field, although a larger one would fit', () => {
    expect(decodePoint(pointBytes(2, 1n)).x).toBe(1n)
    expect(FIELD + 1n < 2n ** 256n).toBe(true)
    expect(() => decodePoint(pointBytes(2, FIELD + 1n))).toThrow(VaultError)
  })

  it.each([
    ['the identity of SEC 1', Uint8Array.of(0)],
    ['the identity, in full length', new Uint8Array(POINT_LENGTH)],
    ['no bytes', new Uint8Array(0)],
    ['a point without its last byte', encodePoint(GENERATOR).subarray(0, 32)],
    ['a point with a byte more', Uint8Array.of(...encodePoint(GENERATOR), 0)],
    ['an uncompressed point', GENERATOR.toBytes(false)],
    ['an uncompressed point, cut', GENERATOR.toBytes(false).subarray(0, 33)],
    ['a coordinate of zero', pointBytes(2, 0n)],
    ['a coordinate that is on no point', pointBytes(2, 5n)],
    ['a coordinate that is the order of the field', pointBytes(3, FIELD)],
    ['the largest coordinate', pointBytes(3, 2n ** 256n - 1n)],
  ])('are not %s', (_, bytes) => {
    expect(() => decodePoint(bytes)).toThrow(VaultError)
  })

  it('are never the identity', () => {
    expect(() => encodePoint(Points.ZERO)).toThrow(new VaultError('a point is the identity'))
    expect(() => encodePoint(GENERATOR.add(GENERATOR.negate()))).toThrow(VaultError)
  })
})

describe('scalars', () => {
  it.each([0n, 1n, ORDER - 1n, scalar()])('are given back: %s', (value) => {
    expect(encodeScalar(value).length).toBe(SCALAR_LENGTH)
    expect(decodeScalar(encodeScalar(value))).toBe(value)
    expect(bytesToHex(encodeScalar(value))).toBe(bytesToHex(bytesOf(value, 32)))
  })

  it.each([ORDER, ORDER + 1n, ORDER + 5n, 2n ** 256n - 1n])('are below the order, which %s is not', (value) => {
    expect(() => decodeScalar(bytesOf(value, 32))).toThrow(VaultError)
  })

  it.each([0, 31, 33, 64])('are not %i bytes', (length) => {
    expect(() => decodeScalar(new Uint8Array(length))).toThrow(VaultError)
  })

  it('are added and multiplied below the order', () => {
    expect(addScalars(ORDER - 1n, 2n)).toBe(1n)
    expect(multiplyScalars(ORDER - 1n, ORDER - 1n)).toBe(1n)
  })

  it('are random', () => {
    expect(new Set(Array.from({ length: 20 }, randomScalar)).size).toBe(20)
  })
})

describe('products', () => {
  it('are the same by the ladder, as a sum and in a proof', () => {
    const [one, other] = [scalar(), scalar()]
    const point = GENERATOR.multiply(scalar())
    const wanted = multiplySecretly(GENERATOR, one).subtract(multiplySecretly(point, other))
    expect(announcedBy({ response: one, challenge: other }, GENERATOR, point).equals(wanted)).toBe(true)
    expect(sumOfProducts([GENERATOR, point], [one, ORDER - other]).equals(wanted)).toBe(true)
  })

  it('of a proof take zero for a number', () => {
    const point = GENERATOR.multiply(7n)
    expect(announcedBy({ response: 3n, challenge: 0n }, GENERATOR, point).equals(GENERATOR.multiply(3n))).toBe(true)
    expect(announcedBy({ response: 0n, challenge: 1n }, GENERATOR, point).equals(point.negate())).toBe(true)
  })

  it('with a secret have no zero', () => {
    expect(() => multiplySecretly(GENERATOR, 0n)).toThrow()
  })
})

/** `expand_message_xmd` of RFC 9380 with SHA-256, and one number below the order of it; with nothing of ours or noble's. */
const independentScalar = (message: Uint8Array, tag: string): bigint => {
  const sha = (...parts: (Uint8Array | string)[]) =>
    parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()
  const tagged = Buffer.concat([Buffer.from(tag), Buffer.of(tag.length)])
  const first = sha(Buffer.alloc(64), message, Buffer.of(0, 48, 0), tagged)
  const one = sha(first, Buffer.of(1), tagged)
  const two = sha(Buffer.from(first.map((byte, i) => byte ^ (one[i] as number))), Buffer.of(2), tagged)
  return BigInt(`0x${Buffer.concat([one, two]).subarray(0, 48).toString('hex')}`) % ORDER
}

describe('hashes', () => {
  it('to a scalar follow RFC 9380', () => {
    const parts = [random.bytes(33), 'text', 7]
    expect(hashToScalar('test', parts)).toBe(
      independentScalar(frame(['test', ...parts]), 'self-healing-reserve/vault/scalar/v1'),
    )
  })

  it('to a point follow RFC 9380, of which the library gives the published point', () => {
    // Appendix J.8.1: the tag of the suite and the message `abc`.
    const DST = 'QUUX-V01-CS02-with-secp256k1_XMD:SHA-256_SSWU_RO_'
    const published = secp256k1_hasher.hashToCurve(new TextEncoder().encode('abc'), { DST })
    expect(published.x).toBe(0x3377e01eab42db296b512293120c6cee72b6ecf9f9205760bd9ff11fb3cb2c4bn)
    const ours = secp256k1_hasher.hashToCurve(frame(['test', 'a']), { DST: 'self-healing-reserve/vault/point/v1' })
    expect(hashToPoint('test', ['a']).equals(ours)).toBe(true)
  })

  it('keep purposes and parts apart', () => {
    const scalars = [
      hashToScalar('a', ['b']),
      hashToScalar('b', ['a']),
      hashToScalar('ab', []),
      hashToScalar('a', ['c']),
    ]
    expect(new Set(scalars).size).toBe(scalars.length)
    const points = [hashToPoint('a', ['b']), hashToPoint('b', ['a']), hashToPoint('ab', []), hashToPoint('a', ['c'])]
    expect(new Set(points.map(({ x }) => x)).size).toBe(points.length)
  })
})

describe('hedgedScalar', () => {
  it('differs each time', () => {
    expect(hedgedScalar('test', ['a'])).not.toBe(hedgedScalar('test', ['a']))
  })

  it('differs with purpose and parts where random bytes repeat', () => {
    vi.spyOn(globalThis.crypto, 'getRandomValues').mockImplementation((array) => array)
    const scalars = [hedgedScalar('test', ['a']), hedgedScalar('test', ['b']), hedgedScalar('other', ['a'])]
    expect(hedgedScalar('test', ['a'])).toBe(scalars[0])
    expect(new Set(scalars).size).toBe(3)
  })
})

describe('polynomials', () => {
  const coefficients = Array.from({ length: 4 }, scalar)
  const valueAt = (at: number) => evaluatePolynomial(coefficients, at)

  it('are evaluated from the lowest coefficient', () => {
    expect(evaluatePolynomial([5n, 3n, 2n], 10)).toBe(235n)
    expect(valueAt(0)).toBe(coefficients[0])
  })

  it('have the same value in the group', () => {
    const commitments = coefficients.map((coefficient) => GENERATOR.multiply(coefficient))
    for (const at of [0, 1, 7, 32]) {
      const value = evaluateCommitments(commitments, at)
      expect(value.equals(GENERATOR.multiply(valueAt(at)))).toBe(true)
    }
  })

  it.each([
    [[1, 2, 3, 4], 0],
    [[7, 1, 32, 4], 0],
    [[2, 3, 5, 6], 4],
    [[1, 2, 3, 4], 3],
    [[1, 2, 3, 4, 5, 6], 0],
  ])('are found again from the values at %j, at %i', (indices, at) => {
    const sum = indices.reduce(
      (total, index) => addScalars(total, multiplyScalars(lagrangeCoefficient(index, indices, at), valueAt(index))),
      0n,
    )
    expect(sum).toBe(valueAt(at))
  })

  it('are not found from one value less than they have coefficients', () => {
    const indices = [1, 2, 3]
    const points: Point[] = indices.map((index) => GENERATOR.multiply(valueAt(index)))
    const sum = sumOfProducts(
      points,
      indices.map((index) => lagrangeCoefficient(index, indices)),
    )
    expect(sum.equals(GENERATOR.multiply(valueAt(0)))).toBe(false)
  })
})

it('speaks of the curve of the chain', () => {
  expect(bytesToHex(encodePoint(GENERATOR))).toBe(
    '0x0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
  )
  expect(
    decodePoint(hexToBytes('0x0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798')).equals(GENERATOR),
  ).toBe(true)
})
