import { bytesToHex } from 'viem'
import { describe, expect, it } from 'vitest'
import { deriveOrderEntropy } from './orderEntropy.ts'
import { SCALAR_FIELD } from './scalarField.ts'
import { seededRandom } from './seededRandom.ts'

const base = {
  seed: `0x${'5e'.repeat(32)}`,
  context: { chainId: 31337n, receiver: '0x00000000000000000000000000000000000000aa', epoch: 1_750_000_000 },
  statementAt: 1_749_999_990,
  spend: 25_000_000_000n,
} as const

const words = (input: Parameters<typeof deriveOrderEntropy>[0]) => {
  const { ephemeralSecretKey, salt, poolOrder } = deriveOrderEntropy(input)
  return [bytesToHex(ephemeralSecretKey), salt, poolOrder.nonce, poolOrder.ciphertext]
}

describe('deriveOrderEntropy', () => {
  it('is deterministic', () => {
    expect(words(base)).toEqual(words({ ...base }))
  })

  it.each([
    ['seed', { ...base, seed: `0x${'5f'.repeat(32)}` }],
    ['chain', { ...base, context: { ...base.context, chainId: 1n } }],
    [
      'receiver',
      { ...base, context: { ...base.context, receiver: '0x00000000000000000000000000000000000000ab' as const } },
    ],
    ['epoch', { ...base, context: { ...base.context, epoch: base.context.epoch + 1 } }],
    ['statement time', { ...base, statementAt: base.statementAt + 1 }],
    ['spend', { ...base, spend: base.spend + 1n }],
  ])('gives an unrelated key, salt and pool order for another %s', (_, other) => {
    const both = new Set([...words(base), ...words(other)])
    expect(both.size).toBe(8)
  })

  it('fills the pool order with uniform field elements, with an order and without', () => {
    const random = seededRandom(2)
    const runs = 512
    let total = 0n
    let aboveHalf = 0
    for (let run = 0; run < runs; run++) {
      const spend = run % 2 === 0 ? 0n : random.magnitude(2n ** 64n)
      const { poolOrder } = deriveOrderEntropy({ ...base, spend, context: { ...base.context, epoch: run } })
      for (const word of [BigInt(poolOrder.nonce), BigInt(poolOrder.ciphertext)]) {
        expect(word).toBeLessThan(SCALAR_FIELD)
        if (word > SCALAR_FIELD / 2n) aboveHalf += 1
        total += (word * 1000n) / SCALAR_FIELD
      }
    }
    // 1024 draws: six standard deviations are 96 on the count and 54 on the mean of 500.
    expect(Math.abs(aboveHalf - runs)).toBeLessThan(96)
    expect(Math.abs(Number(total) / (2 * runs) - 499.5)).toBeLessThan(54)
  })

  it.each(['', '0x', '5e'.repeat(32), `0x${'5e'.repeat(31)}`, `0x${'5e'.repeat(33)}`, `0x${'zz'.repeat(32)}`])(
    'refuses the seed %j without repeating it',
    (seed) => {
      expect(() => deriveOrderEntropy({ ...base, seed })).toThrow('ORDER_SEED must be 0x and 64 hex digits')
    },
  )
})
