import { getAddress } from 'viem'
import { describe, expect, it } from 'vitest'
import { MAINNET } from './mainnet.ts'

describe('MAINNET', () => {
  it.each(Object.entries(MAINNET))('spells %s with its checksum', (_name, address) => {
    expect(getAddress(address.toLowerCase())).toBe(address)
  })

  it('names no address twice', () => {
    expect(new Set(Object.values(MAINNET)).size).toBe(Object.keys(MAINNET).length)
  })
})
