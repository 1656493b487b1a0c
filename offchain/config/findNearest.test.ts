import { describe, expect, it } from 'vitest'
import { findNearest } from './findNearest.ts'

const KNOWN = ['rpcUrl', 'pollInterval', 'treasuryAddress']

describe('findNearest', () => {
  it.each([
    ['rpcUrls', 'rpcUrl'],
    ['RPCURL', 'rpcUrl'],
    ['poolInterval', 'pollInterval'],
    ['tresuryAdress', 'treasuryAddress'],
    ['mintCeiling', undefined],
    ['', undefined],
  ])('takes %j for %s', (name, nearest) => expect(findNearest(name, KNOWN)).toBe(nearest))
})
