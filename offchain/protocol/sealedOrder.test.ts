import { bytesToHex, type Hex, hexToBytes, size } from 'viem'
import { describe, expect, it } from 'vitest'
import { publicKeyOf } from './hpke.ts'
import type { SealedOrder } from './report.ts'
import { openOrder, SealedOrderError, sealOrder } from './sealedOrder.ts'
import { seededRandom } from './seededRandom.ts'

const context = {
  chainId: 31337n,
  receiver: '0x00000000000000000000000000000000000000aa',
  epoch: 1_750_000_000,
} as const
const random = seededRandom(1)
const agentSecretKey = random.bytes(32)
const agentPublicKey = bytesToHex(publicKeyOf(agentSecretKey))

const sealed = (spend: bigint, salt = bytesToHex(random.bytes(32))) => ({
  salt,
  sealedOrder: sealOrder({ agentPublicKey, ephemeralSecretKey: random.bytes(32), context, spend, salt }),
})

describe('sealedOrder', () => {
  const spends = [
    0n,
    1n,
    25_000_000_000n,
    2n ** 128n - 1n,
    ...Array.from({ length: 12 }, () => random.magnitude(2n ** 128n)),
  ]

  it.each(spends)('opens to what was sealed, in 96 bytes: %s', (spend) => {
    const { sealedOrder, salt } = sealed(spend)
    expect(sealedOrder.map((word) => size(word))).toEqual([32, 32, 32])
    expect(openOrder({ agentSecretKey, context, sealedOrder })).toEqual({ spend, salt })
  })

  it('does not open with any byte changed', () => {
    const { sealedOrder } = sealed(25_000_000_000n)
    for (let index = 0; index < 96; index++) {
      for (const bit of [0x01, 0x80]) {
        const words = sealedOrder.map((word) => hexToBytes(word))
        const word = words[Math.floor(index / 32)] as Uint8Array
        word[index % 32] = (word[index % 32] ?? 0) ^ bit
        const changed = words.map((bytes) => bytesToHex(bytes)) as unknown as SealedOrder
        expect(() => openOrder({ agentSecretKey, context, sealedOrder: changed }), `byte ${index}`).toThrow(
          SealedOrderError,
        )
      }
    }
  })

  it.each([
    ['chain', { ...context, chainId: 1n }],
    ['receiver', { ...context, receiver: '0x00000000000000000000000000000000000000ab' as const }],
    ['epoch', { ...context, epoch: context.epoch + 1 }],
  ])('does not open in the context of another %s', (_, otherContext) => {
    const { sealedOrder } = sealed(1n)
    expect(() => openOrder({ agentSecretKey, context: otherContext, sealedOrder })).toThrow(SealedOrderError)
  })

  it('does not open with another key', () => {
    const { sealedOrder } = sealed(1n)
    expect(() => openOrder({ agentSecretKey: random.bytes(32), context, sealedOrder })).toThrow(SealedOrderError)
  })

  it.each([0, 31, 33])('refuses words of %i bytes', (length) => {
    const [first, second] = sealed(1n).sealedOrder
    const sealedOrder: SealedOrder = [first, second, bytesToHex(new Uint8Array(length))]
    expect(() => openOrder({ agentSecretKey, context, sealedOrder })).toThrow(SealedOrderError)
  })

  it.each([-1n, 2n ** 128n])('does not seal a spend that does not fit: %s', (spend) => {
    expect(() => sealed(spend)).toThrow()
  })

  it.each(['0x', `0x${'11'.repeat(31)}`, `0x${'11'.repeat(33)}`] as Hex[])(
    'does not seal a salt of another length: %s',
    (salt) => {
      expect(() => sealed(1n, salt)).toThrow()
    },
  )
})
