import { describe, expect, it } from 'vitest'
import { seededRandom } from '../seededRandom.ts'
import { splitMessageNonce } from './messageNonce.ts'
import { decryptOrder } from './order.ts'
import { PoolError } from './poolError.ts'
import { type SealPoolOrderParameters, sealPoolOrder } from './sealPoolOrder.ts'

const ORDER = { deficit: 50_000_000_000n, maxPremiumBps: 500n, allowPartial: true, disclose: false }
const base: SealPoolOrderParameters = {
  key: 0x5107n,
  chainId: 31337n,
  pool: '0x00000000000000000000000000000000000000A3',
  epoch: 1_750_000_000,
  order: ORDER,
}

const opened = (parameters: SealPoolOrderParameters, key = parameters.key) => {
  const { nonce, ciphertext } = sealPoolOrder(parameters)
  return decryptOrder(key, { nonce: BigInt(nonce), ciphertext: BigInt(ciphertext) })
}

describe('sealPoolOrder', () => {
  it.each([ORDER, { ...ORDER, deficit: 0n }, { ...ORDER, deficit: 2n ** 64n - 1n }])(
    'opens to the order under the key, and under no other: $deficit',
    (order) => {
      expect(opened({ ...base, order })).toEqual(order)
      expect(opened({ ...base, order }, base.key + 1n)).toBeUndefined()
    },
  )

  it('counts by epoch, in words of the chain', () => {
    const { nonce, ciphertext } = sealPoolOrder(base)
    expect(splitMessageNonce(BigInt(nonce)).counter).toBe(1_750_000_000n)
    for (const word of [nonce, ciphertext]) expect(word).toMatch(/^0x[0-9a-f]{64}$/)
  })

  it('repeats itself for the same order, and shares no nonce with any other', () => {
    expect(sealPoolOrder({ ...base })).toEqual(sealPoolOrder(base))
    const others: SealPoolOrderParameters[] = [
      { ...base, order: { ...ORDER, deficit: 0n } },
      { ...base, order: { ...ORDER, maxPremiumBps: 499n } },
      { ...base, epoch: base.epoch + 1 },
      { ...base, chainId: 1n },
      { ...base, pool: '0x00000000000000000000000000000000000000A4' },
      { ...base, key: base.key + 1n },
    ]
    const sealed = [base, ...others].map(sealPoolOrder)
    expect(new Set(sealed.map(({ nonce }) => nonce)).size).toBe(sealed.length)
    expect(new Set(sealed.map(({ ciphertext }) => ciphertext)).size).toBe(sealed.length)
  })

  it('gives orders and zeros ciphertexts of the same range', () => {
    const random = seededRandom(2)
    const ofRuns = (deficit: () => bigint) =>
      Array.from({ length: 64 }, (_, epoch) =>
        Number(BigInt(sealPoolOrder({ ...base, epoch, order: { ...ORDER, deficit: deficit() } }).ciphertext) >> 200n),
      ).sort((one, other) => one - other)
    // Medians of 64 uniform draws below the field's order, the upper end of which is 0.19 of a word.
    const medians = [ofRuns(() => 0n), ofRuns(() => random.magnitude(2n ** 64n))].map((draws) => draws[32] as number)
    for (const median of medians) expect(Math.abs(median / 2 ** 56 - 0.095)).toBeLessThan(0.04)
  })

  it.each([-1n, 2n ** 64n])('refuses a deficit of %s', (deficit) => {
    expect(() => sealPoolOrder({ ...base, order: { ...ORDER, deficit } })).toThrow(PoolError)
  })
})
