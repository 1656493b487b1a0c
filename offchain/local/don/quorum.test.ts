import { describe, expect, it } from 'vitest'
import { largestGroup, openBallot, quorumOf } from './quorum.ts'

const votes = (...values: number[]) => new Map(values.map((value, voter) => [voter, Uint8Array.of(value)]))

describe('quorumOf', () => {
  it.each([
    [4, 1, 3],
    [7, 2, 5],
    [10, 3, 7],
  ])('%i nodes with %i faults need %i', (nodes, faultTolerance, needed) => {
    expect(quorumOf(nodes, faultTolerance)).toEqual({ nodes, faultTolerance, needed })
  })
})

describe('largestGroup', () => {
  it.each([
    [[], []],
    [
      [1, 1, 1, 2],
      [0, 1, 2],
    ],
    [
      [2, 1, 1, 3],
      [1, 2],
    ],
    [[1, 2, 3, 4], [0]],
  ])('of votes %j is %j', (cast, group) => {
    expect(largestGroup(votes(...cast))).toEqual(group)
  })
})

describe('openBallot', () => {
  const firstTwo = (cast: ReadonlyMap<number, string>, complete: boolean) => {
    if (cast.size >= 2) return [...cast.values()].join()
    if (complete) throw new Error('too few votes')
    return undefined
  }

  it('decides as soon as it can, whoever else is missing', async () => {
    const ballot = openBallot([0, 1, 2], firstTwo)
    ballot.cast(2, 'c')
    ballot.cast(0, 'a')
    expect(await ballot.outcome).toBe('c,a')
  })

  it('counts each voter once and no stranger', async () => {
    const ballot = openBallot([0, 1], firstTwo)
    ballot.cast(0, 'a')
    ballot.cast(0, 'again')
    ballot.cast(7, 'stranger')
    ballot.cast(1, 'b')
    expect(await ballot.outcome).toBe('a,b')
  })

  it('fails once nobody is left who could vote', async () => {
    const ballot = openBallot([0, 1, 2], firstTwo)
    ballot.cast(0, 'a')
    ballot.withdraw(1)
    ballot.withdraw(2)
    await expect(ballot.outcome).rejects.toThrow('too few votes')
  })
})
