import { describe, expect, it } from 'vitest'
import { type FindSimulatedObstaclesParameters, findSimulatedObstacles } from './findSimulatedObstacles.ts'

const FINE: FindSimulatedObstaclesParameters = {
  plan: { tier: 'small', cost: 10n, spend: 10n, poolOrder: 0n, epochs: 1, remainder: 0n },
  swap: { quote: 5n, floor: 5n },
  state: { unknownReason: 'STALE', paused: false, perAction: 10n, available: 10n },
  balance: 10n,
}

describe('findSimulatedObstacles', () => {
  it('finds none at every limit exactly, also while the last report is stale', () => {
    expect(findSimulatedObstacles(FINE)).toEqual([])
  })

  it.each([
    ['attestationPaused', { state: { ...FINE.state, unknownReason: 'PAUSED' } }],
    ['treasuryPaused', { state: { ...FINE.state, paused: true } }],
    ['aboveActionLimit', { state: { ...FINE.state, perAction: 9n } }],
    ['aboveWindow', { state: { ...FINE.state, available: 9n } }],
    ['insufficientFunds', { balance: 9n }],
    ['priceBelowFloor', { swap: { quote: 4n, floor: 5n } }],
    ['priceUnavailable', { swap: undefined }],
    ['priceUnavailable', { swap: undefined, plan: undefined }],
  ] as const)('finds %s', (obstacle, change) => {
    expect(findSimulatedObstacles({ ...FINE, ...change })).toEqual([obstacle])
  })
})
