import { describe, expect, it } from 'vitest'
import { type AwalIntent, decodeAwalIntent, encodeAwalIntent } from './awalIntent.ts'

const INTENT: AwalIntent = {
  chainId: 8453,
  usdc: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913',
  account: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  recipient: '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
  blockNumber: 12_345n,
  balance: 2n ** 70n,
  txHash: undefined,
}

describe('awal intent', () => {
  it('comes back from the journal as it was', () => {
    expect(decodeAwalIntent(encodeAwalIntent(INTENT))).toEqual(INTENT)
    const sent = { ...INTENT, txHash: `0x${'ab'.repeat(32)}` } as const
    expect(decodeAwalIntent(encodeAwalIntent(sent))).toEqual(sent)
  })

  it('writes nothing but itself, even out of a larger object', () => {
    const settings = { ...INTENT, program: { home: '/secret' } }
    expect(encodeAwalIntent(settings)).toBe(encodeAwalIntent(INTENT))
  })

  it.each([
    undefined,
    '',
    'null',
    '{}',
    encodeAwalIntent(INTENT).slice(0, -1),
    encodeAwalIntent(INTENT).replace('12345', '12.5'),
    encodeAwalIntent(INTENT).replace('8453', '"8453"'),
    encodeAwalIntent(INTENT).replace('0x8335', '0x9335'),
    encodeAwalIntent({ ...INTENT, txHash: '0xab' }),
  ])('is not read out of %j', (memo) => {
    expect(decodeAwalIntent(memo)).toBeUndefined()
  })
})
