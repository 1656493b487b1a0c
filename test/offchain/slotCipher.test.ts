import { type Hex, hexToBigInt } from 'viem'
import { describe, expect, it } from 'vitest'
import { decryptLeaf, encryptLeaf } from '../../offchain/protocol/pool/leaf.ts'
import { commitSlotKey } from '../../offchain/protocol/slotKey.ts'
import vectors from '../vectors/slotCipher.json' with { type: 'json' }

// src/darkpool/SlotCipher.sol is held to the same vectors.
describe('slot cipher', () => {
  it.each(vectors.cases)('encrypts, opens and commits as Solidity does: $name', (vector) => {
    const [key, nonce, leaf] = [vector.key, vector.nonce, vector.leaf].map((word) => hexToBigInt(word as Hex))
    if (key === undefined || nonce === undefined || leaf === undefined) throw new Error('three words expected')
    const balance = { collateral: BigInt(vector.collateral), payment: BigInt(vector.payment) }
    expect(commitSlotKey(key)).toBe(vector.commitment)
    expect(encryptLeaf({ key, balance }, nonce)).toBe(leaf)
    expect(decryptLeaf(key, leaf, nonce)).toEqual(balance)
  })
})
