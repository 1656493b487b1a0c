import { describe, expect, it } from 'vitest'
import { IGNITION_G2 } from '../srs/ignition.ts'
import type { G2Words } from '../srs/srs.ts'
import { exchangeG2 } from './exchangeG2.ts'

const OTHER: G2Words = ['a1', 'a0', 'b1', 'b0'].map((word) => word.repeat(32)) as unknown as G2Words

const verifierWith = (words: readonly string[]): string => words.map((word, i) => `w${i} = 0x${word};`).join('\n')

describe('exchangeG2', () => {
  it('puts each word in its place, whatever their order', () => {
    expect(exchangeG2(verifierWith(IGNITION_G2), OTHER)).toBe(verifierWith(OTHER))
    expect(exchangeG2(verifierWith([...IGNITION_G2].reverse()), OTHER)).toBe(verifierWith([...OTHER].reverse()))
  })

  it.each([0, 1, 2, 3])('refuses a verifier without word %i', (missing) => {
    const words = IGNITION_G2.filter((_, i) => i !== missing)
    expect(() => exchangeG2(verifierWith(words), OTHER)).toThrow(
      `Ignition's 0x${IGNITION_G2[missing]?.slice(0, 8)}... occurs 0 times in the verifier, wanted once`,
    )
  })

  it.each([0, 1, 2, 3])('refuses a verifier with word %i twice', (twice) => {
    const words = [...IGNITION_G2, IGNITION_G2[twice] as string]
    expect(() => exchangeG2(verifierWith(words), OTHER)).toThrow('occurs 2 times in the verifier, wanted once')
  })

  it("changes nothing when the words are Ignition's own, but still looks for them", () => {
    expect(exchangeG2(verifierWith(IGNITION_G2), IGNITION_G2)).toBe(verifierWith(IGNITION_G2))
    expect(() => exchangeG2(verifierWith(OTHER), IGNITION_G2)).toThrow('occurs 0 times')
  })
})
