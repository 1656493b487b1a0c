import { type Hex, numberToHex, zeroHash } from 'viem'
import { describe, expect, it } from 'vitest'
import type { RoundRecord } from '../../chain/darkpool/readRound.ts'
import { FINE, SLOTS } from '../../protocol/pool/constants.ts'
import { chooseKeyChanges } from './chooseKeyChanges.ts'

const keyed = (key: number): Hex => numberToHex(key, { size: 32 })
const pending = (slot: number) => ({ ...record(slot), pendingKey: keyed(1_000 + slot) })
const releasing = (slot: number) => ({ ...record(slot), isReleasing: true })
const record = (slot: number) => ({
  ...{ slot, owner: `0x${'11'.repeat(20)}` as const, isReleasing: false },
  activeKey: keyed(slot + 1) as Hex | undefined,
  pendingKey: undefined as Hex | undefined,
})
const ROUND: RoundRecord = {
  block: { number: 1n, hash: zeroHash, timestamp: 1 },
  ...{ number: 1n, isClosed: true, closedAt: 1, capBps: 0n, context: zeroHash },
  state: { root: 0n, nonce: 0n, leavesHash: zeroHash },
  ...{ slots: [], entries: [], later: [], book: [], request: undefined, requester: undefined, keyed: [] },
}
const REQUEST = { id: 1n, slot: 3, orderHash: zeroHash }

type Scene = Partial<RoundRecord> & { payment?: bigint; unopened?: number; leaveOut?: number[] }

const choose = ({ payment = 0n, unopened, leaveOut = [], ...round }: Scene) =>
  chooseKeyChanges({
    round: { ...ROUND, ...round },
    after: Array.from({ length: SLOTS }, (_, slot) => ({
      key: BigInt(slot + 1),
      balance: { collateral: 0n, payment },
    })),
    keyOf: (commitment) => (commitment === keyed(1_000 + (unopened ?? -1)) ? undefined : BigInt(commitment)),
    leaveOut: new Set(leaveOut),
  }).map(({ slot, key }) => [slot, key])

describe('chooseKeyChanges', () => {
  it('takes in whatever is pending, and leaves alone what is not', () => {
    expect(choose({ slots: [record(1), pending(2), pending(7)] })).toEqual([
      [2, 1_002n],
      [7, 1_007n],
    ])
  })

  it('takes first what waited at the close, four at most, slots ascending', () => {
    const slots = [0, 1, 2, 3, 4, 5].map(pending)
    expect(choose({ slots, keyed: [5, 2] }).map(([slot]) => slot)).toEqual([0, 1, 2, 5])
  })

  it('leaves out a key that is not opened, and one that its owner kept changing', () => {
    expect(choose({ slots: [pending(1), pending(2), pending(3)], unopened: 1, leaveOut: [3] })).toEqual([[2, 1_002n]])
  })

  it('changes the key under an order only together with the order', () => {
    expect(choose({ slots: [pending(3)], requester: 3 })).toEqual([])
    expect(choose({ slots: [pending(3)], requester: 3, request: REQUEST })).toEqual([[3, 1_003n]])
  })

  it.each([
    ['is empty', {}, true],
    ['has less than a unit of payment', { payment: FINE - 1n }, true],
    ['has a unit of payment', { payment: FINE }, false],
    ['has an order', { requester: 3, request: REQUEST }, false],
    [
      'has an entry that waits behind',
      { later: [{ index: 9n, slot: 3, asset: 'payment', isWithdrawal: true, amount: 1n }] },
      false,
    ],
  ] as [string, Scene, boolean][])('releases a slot or not that %s', (_what, scene, isReleased) => {
    expect(choose({ ...scene, slots: [releasing(3)] })).toEqual(isReleased ? [[3, 0n]] : [])
  })
})
