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
import { KNOWLEDGE_PROOF_LENGTH, type KnownLogarithm, proveKnowledge, requireKnowledge } from './knowledgeProof.ts'
import { VaultError } from './vaultError.ts'

const { Fn: scalars } = secp256k1.Point
const random = seededRandom(16)
const secret = randomScalar()
const statement: KnownLogarithm = { image: GENERATOR.multiply(secret), context: ['test', 1, Uint8Array.of(2)] }
const proof = proveKnowledge(statement, secret)

afterEach(() => vi.restoreAllMocks())

describe('a knowledge proof', () => {
  it('holds, and is made anew each time', () => {
    expect(proof.length).toBe(KNOWLEDGE_PROOF_LENGTH)
    requireKnowledge(statement, proof)
    const again = proveKnowledge(statement, secret)
    expect(again).not.toEqual(proof)
    requireKnowledge(statement, again)
  })

  it.each<[string, Partial<KnownLogarithm>]>([
    ['another image', { image: GENERATOR.multiply(randomScalar()) }],
    ['another context', { context: ['test', 2, Uint8Array.of(2)] }],
    ['no context', { context: [] }],
    ['a longer context', { context: [...statement.context, 3] }],
  ])('does not hold for %s', (_, change) => {
    expect(() => requireKnowledge({ ...statement, ...change }, proof)).toThrow(VaultError)
  })

  it('cannot be made of another secret', () => {
    expect(() => requireKnowledge(statement, proveKnowledge(statement, randomScalar()))).toThrow(VaultError)
  })

  it('is challenged over all that it speaks of: nothing can be chosen once the challenge is known', () => {
    const [challenge, response] = [proof.subarray(0, SCALAR_LENGTH), proof.subarray(SCALAR_LENGTH)].map(
      decodeScalar,
    ) as [bigint, bigint]
    const { image, context } = statement
    const announced = GENERATOR.multiply(response).subtract(image.multiply(challenge))
    expect(challenge).toBe(hashToScalar('knowledge', [...context, encodePoint(image), encodePoint(announced)]))
  })

  it('does not hold with any bit flipped', () => {
    for (let bit = 0; bit < 8 * KNOWLEDGE_PROOF_LENGTH; bit += 3) {
      const changed = proof.slice()
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7))
      expect(() => requireKnowledge(statement, changed), `bit ${bit}`).toThrow(VaultError)
    }
  })

  it.each([0, 63, 65, 128])('has not %i bytes', (length) => {
    const bytes = Uint8Array.from({ length }, (_, place) => proof[place] ?? 0)
    expect(() => requireKnowledge(statement, bytes)).toThrow(VaultError)
  })

  it.each(['challenge', 'response'])('has a %s below the order', (part) => {
    const tooLarge = numberToBytes(scalars.ORDER, { size: SCALAR_LENGTH })
    const bytes =
      part === 'challenge'
        ? concatBytes(tooLarge, proof.subarray(SCALAR_LENGTH))
        : concatBytes(proof.subarray(0, SCALAR_LENGTH), tooLarge)
    expect(() => requireKnowledge(statement, bytes)).toThrow(VaultError)
  })

  it('whose numbers lead to the identity is refused, not a failure of the one who checks', () => {
    const challenge = randomScalar()
    const crafted = concatBytes(encodeScalar(challenge), encodeScalar(multiplyScalars(challenge, secret)))
    expect(() => requireKnowledge(statement, crafted)).toThrow(new VaultError('a point is the identity'))
  })

  it('of random bytes does not hold', () => {
    for (let round = 0; round < 30; round++) {
      expect(() => requireKnowledge(statement, random.bytes(KNOWLEDGE_PROOF_LENGTH))).toThrow(VaultError)
    }
  })

  it('gives its secret away to nobody who sees two, although random bytes repeat', () => {
    vi.spyOn(globalThis.crypto, 'getRandomValues').mockImplementation((array) => array)
    const two = [statement, { ...statement, context: ['test', 2] }].map((one) => proveKnowledge(one, secret))
    const [one, second] = two.map((bytes) =>
      [bytes.subarray(0, SCALAR_LENGTH), bytes.subarray(SCALAR_LENGTH)].map(decodeScalar),
    ) as [[bigint, bigint], [bigint, bigint]]
    // With one nonce in both, the secret is the difference of the responses over that of the challenges.
    expect(one[0]).not.toBe(second[0])
    expect(scalars.div(scalars.sub(one[1], second[1]), scalars.sub(one[0], second[0]))).not.toBe(secret)
  })
})
