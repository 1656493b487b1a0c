import type { Hex } from 'viem'
import { expect, it } from 'vitest'
import vectors from '../../test/vectors/orderDigest.json' with { type: 'json' }
import { orderDigest } from './orderDigest.ts'

it.each(vectors.cases)('gives the digest that Solidity gives: $name', ({ nonce, ciphertext, spend, salt, digest }) => {
  expect(orderDigest({ nonce: nonce as Hex, ciphertext: ciphertext as Hex }, BigInt(spend), salt as Hex)).toBe(digest)
})

it('differs whenever any part differs', () => {
  expect(new Set(vectors.cases.map(({ digest }) => digest)).size).toBe(vectors.cases.length)
})
