import type { Address, Hex } from 'viem'
import { describe, expect, it } from 'vitest'
import { decideSlotKeys, type HeldSlotKey } from './decideSlotKeys.ts'
import type { LiveSlotKey } from './slotKeyState.ts'

const OWNER: Address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const OTHER: Address = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'
const hashOf = (byte: string): Hex => `0x${byte.repeat(32)}`

const KEY: LiveSlotKey = {
  slot: 3,
  owner: OWNER,
  commitment: hashOf('01'),
  status: 'pending',
  sealedKeyHash: hashOf('a1'),
}
const OPEN: HeldSlotKey = { state: 'open', openedBy: [1, 2], posted: KEY, failures: 0, retryAt: 0 }
const UNREADABLE: HeldSlotKey = { state: 'unreadable', reason: 'malformed', posted: KEY, failures: 0, retryAt: 0 }
const WAITING: HeldSlotKey = { state: 'waiting', reason: 'not final', posted: KEY, failures: 2, retryAt: 1_000 }

const decide = (live: readonly LiveSlotKey[], held: HeldSlotKey | undefined, nowMs = 10_000) =>
  decideSlotKeys({ live, held: new Map(held ? [[KEY.commitment, held]] : []), nowMs })

describe('decideSlotKeys', () => {
  it('opens a key that it does not know', () => {
    expect(decide([KEY], undefined)).toEqual({ forget: [], open: [KEY] })
  })

  it.each(['pending', 'active'] as const)('leaves a key alone that is open and %s', (status) => {
    expect(decide([{ ...KEY, status }], OPEN)).toEqual({ forget: [], open: [] })
  })

  it.each([
    ['open', OPEN],
    ['unreadable', UNREADABLE],
    ['waiting', WAITING],
  ])('forgets a key that was %s and that the pool does not use any more', (_state, held) => {
    expect(decide([], held)).toEqual({ forget: [KEY.commitment], open: [] })
  })

  it('tries a key again that waits, not before its time', () => {
    expect(decide([KEY], WAITING, 999).open).toEqual([])
    expect(decide([KEY], WAITING, 1_000).open).toEqual([KEY])
  })

  it('never tries a key again that is unreadable, also when it is activated', () => {
    expect(decide([{ ...KEY, status: 'active' }], UNREADABLE).open).toEqual([])
  })

  it.each([
    ['with another ciphertext', { ...KEY, sealedKeyHash: hashOf('b2') }],
    ['by another account', { ...KEY, owner: OTHER }],
  ])('tries a key at once that was posted anew %s', (_how, key) => {
    expect(decide([key], UNREADABLE).open).toEqual([key])
    expect(decide([key], WAITING, 0).open).toEqual([key])
    // Its commitment says that the key is right, however it was posted.
    expect(decide([key], OPEN).open).toEqual([])
  })

  it('decides about each key by itself', () => {
    const [fresh, waiting] = [
      { ...KEY, commitment: hashOf('02') },
      { ...KEY, commitment: hashOf('03') },
    ]
    const held = new Map<Hex, HeldSlotKey>([
      [KEY.commitment, OPEN],
      [waiting.commitment, { ...WAITING, posted: waiting }],
      [hashOf('04'), { ...OPEN, posted: { ...KEY, commitment: hashOf('04') } }],
    ])
    const decision = decideSlotKeys({ live: [KEY, fresh, waiting], held, nowMs: 10_000 })
    expect(decision).toEqual({ forget: [hashOf('04')], open: [fresh, waiting] })
  })
})
