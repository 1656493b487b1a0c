import { secp256k1 } from '@noble/curves/secp256k1.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { numberToBytes } from 'viem'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { seededRandom } from '../seededRandom.ts'
import {
  decodeScalar,
  encodePoint,
  encodeScalar,
  GENERATOR,
  hashToScalar,
  multiplyScalars,
  randomScalar,
  SCALAR_LENGTH,
} from './curve.ts'
import { EQUALITY_PROOF_LENGTH, type EqualLogarithms, proveEquality, requireEquality } from './equalityProof.ts'
import { VaultError } from './vaultError.ts'

const { Fn: scalars } = secp256k1.Point
const random = seededRandom(15)
const secret = randomScalar()
const base = GENERATOR.multiply(randomScalar())
const statement: EqualLogarithms = {
  bases: [GENERATOR, base],
  images: [GENERATOR.multiply(secret), base.multiply(secret)],
  context: ['test', 1, Uint8Array.of(2)],
}
const proof = proveEquality(statement, secret)
const other = GENERATOR.multiply(randomScalar())

afterEach(() => vi.restoreAllMocks())

describe('an equality proof', () => {
  it('holds, and is made anew each time', () => {
    expect(proof.length).toBe(EQUALITY_PROOF_LENGTH)
    requireEquality(statement, proof)
    const again = proveEquality(statement, secret)
    expect(again).not.toEqual(proof)
    requireEquality(statement, again)
  })

  it.each<[string, Partial<EqualLogarithms>]>([
    ['another first base', { bases: [other, base] }],
    ['another second base', { bases: [GENERATOR, other] }],
    ['another first image', { images: [other, statement.images[1]] }],
    ['another second image', { images: [statement.images[0], other] }],
    ['both pairs exchanged', { bases: [base, GENERATOR], images: [statement.images[1], statement.images[0]] }],
    ['another context', { context: ['test', 2, Uint8Array.of(2)] }],
    ['no context', { context: [] }],
    ['a longer context', { context: [...statement.context, 3] }],
  ])('does not hold for %s', (_, change) => {
    expect(() => requireEquality({ ...statement, ...change }, proof)).toThrow(VaultError)
  })

  it('cannot be made of two different logarithms', () => {
    const unequal = { ...statement, images: [statement.images[0], base.multiply(randomScalar())] as const }
    expect(() => requireEquality(unequal, proveEquality(unequal, secret))).toThrow(VaultError)
  })

  it('is challenged over all that it speaks of: nothing can be chosen once the challenge is known', () => {
    const [challenge, response] = [proof.subarray(0, SCALAR_LENGTH), proof.subarray(SCALAR_LENGTH)].map(
      decodeScalar,
    ) as [bigint, bigint]
    const { bases, images, context } = statement
    const announced = ([0, 1] as const).map((i) => bases[i].multiply(response).subtract(images[i].multiply(challenge)))
    const points = [...bases, ...images, ...announced].map(encodePoint)
    expect(challenge).toBe(hashToScalar('equality', [...context, ...points]))
  })

  it('does not hold with any bit flipped', () => {
    for (let bit = 0; bit < 8 * EQUALITY_PROOF_LENGTH; bit += 3) {
      const changed = proof.slice()
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7))
      expect(() => requireEquality(statement, changed), `bit ${bit}`).toThrow(VaultError)
    }
  })

  it.each([0, 63, 65, 128])('has not %i bytes', (length) => {
    const bytes = Uint8Array.from({ length }, (_, place) => proof[place] ?? 0)
    expect(() => requireEquality(statement, bytes)).toThrow(VaultError)
  })

  it.each(['challenge', 'response'])('has a %s below the order', (part) => {
    const tooLarge = numberToBytes(scalars.ORDER, { size: SCALAR_LENGTH })
    const bytes =
      part === 'challenge'
        ? concatBytes(tooLarge, proof.subarray(SCALAR_LENGTH))
        : concatBytes(proof.subarray(0, SCALAR_LENGTH), tooLarge)
    expect(() => requireEquality(statement, bytes)).toThrow(VaultError)
  })

  it('whose numbers lead to the identity is refused, not a failure of the one who checks', () => {
    const challenge = randomScalar()
    const crafted = concatBytes(encodeScalar(challenge), encodeScalar(multiplyScalars(challenge, secret)))
    expect(() => requireEquality(statement, crafted)).toThrow(new VaultError('a point is the identity'))
  })

  it('of random bytes does not hold', () => {
    for (let round = 0; round < 30; round++) {
      expect(() => requireEquality(statement, random.bytes(EQUALITY_PROOF_LENGTH))).toThrow(VaultError)
    }
  })

  it('gives its secret away to nobody who sees two, although random bytes repeat', () => {
    vi.spyOn(globalThis.crypto, 'getRandomValues').mockImplementation((array) => array)
    const two = [statement, { ...statement, context: ['test', 2] }].map((one) => proveEquality(one, secret))
    const [one, second] = two.map((bytes) =>
      [bytes.subarray(0, SCALAR_LENGTH), bytes.subarray(SCALAR_LENGTH)].map(decodeScalar),
    ) as [[bigint, bigint], [bigint, bigint]]
    // With one nonce in both, the secret is the difference of the responses over that of the challenges.
    expect(one[0]).not.toBe(second[0])
    expect(scalars.div(scalars.sub(one[1], second[1]), scalars.sub(one[0], second[0]))).not.toBe(secret)
  })
})
