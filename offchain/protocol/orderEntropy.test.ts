import { bytesToHex, pad } from 'viem'
import { describe, expect, it } from 'vitest'
import { deriveOrderEntropy } from './orderEntropy.ts'

const base = {
  seed: `0x${'5e'.repeat(32)}`,
  context: { chainId: 31337n, receiver: '0x00000000000000000000000000000000000000aa', epoch: 1_750_000_000 },
  statementAt: 1_749_999_990,
  spend: 25_000_000_000n,
  poolOrder: { nonce: pad('0x0a'), ciphertext: pad('0x0b') },
} as const

const words = (input: Parameters<typeof deriveOrderEntropy>[0]) => {
  const { ephemeralSecretKey, salt } = deriveOrderEntropy(input)
  return [bytesToHex(ephemeralSecretKey), salt]
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
    ['nonce of the pool order', { ...base, poolOrder: { ...base.poolOrder, nonce: pad('0x0c') } }],
    ['pool order', { ...base, poolOrder: { ...base.poolOrder, ciphertext: pad('0x0c') } }],
  ])('gives an unrelated key and salt for another %s', (_, other) => {
    const both = new Set([...words(base), ...words(other)])
    expect(both.size).toBe(4)
  })

  it.each(['', '0x', '5e'.repeat(32), `0x${'5e'.repeat(31)}`, `0x${'5e'.repeat(33)}`, `0x${'zz'.repeat(32)}`])(
    'refuses the seed %j without repeating it',
    (seed) => {
      expect(() => deriveOrderEntropy({ ...base, seed })).toThrow('ORDER_SEED must be 0x and 64 hex digits')
    },
  )
})
