import { describe, expect, it } from 'vitest'
import { seededRandom } from '../seededRandom.ts'
import { keyCommitment } from './keyCommitment.ts'
import { openSlot } from './openSlot.ts'
import { openState } from './openState.ts'
import { PoolError } from './poolError.ts'
import { publicInputs } from './publicInputs.ts'
import { randomRound } from './randomRound.ts'
import { settleRound } from './settleRound.ts'
import type { PublishedState } from './types.ts'

const random = seededRandom(72)
const round = randomRound(random)
const settled = settleRound(round)
const inputs = publicInputs(round, settled, {
  chainId: 31337n,
  pool: '0x00000000000000000000000000000000DeaDBeef',
  context: `0x${'c0'.repeat(32)}`,
})
const keys = settled.state.map(({ key }) => key)
const published: PublishedState = {
  root: inputs.new_root,
  nonce: inputs.new_nonce,
  commitments: keys.map(keyCommitment),
  leaves: inputs.new_leaf,
}
const taken = keys.findIndex((key) => key !== 0n)
const free = keys.indexOf(0n)
const wrongRoot = /^these leaves have root \d+, not \d+: they are of another state$/

describe('the state', () => {
  it('is recovered from keys and what a settlement published', () => {
    expect(openState(published, keys)).toEqual(settled.state)
  })

  it('settles on from there as from the original', () => {
    const next = { ...round, request: undefined, book: [], keyChanges: [], stateNonce: published.nonce }
    expect(settleRound({ ...next, state: openState(published, keys) })).toEqual(
      settleRound({ ...next, state: settled.state }),
    )
  })

  it.each([
    ['another root', { root: published.root + 1n }],
    ['another leaf', { leaves: published.leaves.with(taken, 1n) }],
    ['another commitment', { commitments: published.commitments.with(taken, 1n) }],
  ])('is not read from %s', (_, change) => {
    expect(() => openState({ ...published, ...change }, keys)).toThrow(wrongRoot)
    expect(() => openState({ ...published, ...change }, keys)).toThrow(PoolError)
  })

  it('is not read under another nonce', () => {
    expect(() => openState({ ...published, nonce: published.nonce + 1n }, keys)).toThrow(
      new PoolError(`the leaf of slot ${taken} opens to no balance: it is not of nonce ${published.nonce + 1n}`),
    )
  })

  it('is not read with a key that is missing, wrong or too many', () => {
    expect(() => openState(published, keys.with(taken, 0n))).toThrow(
      new PoolError(`this is not the key of slot ${taken}`),
    )
    expect(() => openState(published, keys.with(taken, 5n))).toThrow(PoolError)
    expect(() => openState(published, keys.with(free, 5n))).toThrow(
      new PoolError(`this is not the key of slot ${free}`),
    )
    expect(() => openState(published, keys.slice(1))).toThrow(new PoolError('a state has 32 slots, not 31 keys'))
  })
})

describe('a slot', () => {
  it('is read by its owner, who has no other key', () => {
    expect(openSlot(published, taken, keys[taken] as bigint)).toEqual(settled.state[taken]?.balance)
  })

  it('is not read with another slot’s key, nor from leaves that are not the root’s', () => {
    expect(() => openSlot(published, taken, 5n)).toThrow(new PoolError(`this is not the key of slot ${taken}`))
    expect(() =>
      openSlot({ ...published, leaves: published.leaves.with(free, 1n) }, taken, keys[taken] as bigint),
    ).toThrow(wrongRoot)
    expect(() => openSlot(published, 32, 5n)).toThrow(new PoolError('slot 32 does not exist: slots are 0 to 31'))
  })
})
