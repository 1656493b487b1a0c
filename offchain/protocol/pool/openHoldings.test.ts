import { describe, expect, it } from 'vitest'
import type { SlotKeys } from '../parseSlotKeys.ts'
import { seededRandom } from '../seededRandom.ts'
import { commitSlotKey } from '../slotKey.ts'
import { SLOTS } from './constants.ts'
import { hashLeaves } from './hashLeaves.ts'
import { hashOrder } from './hashOrder.ts'
import { encryptLeaf } from './leaf.ts'
import { openHoldings, type PositionLogs, type SlotPosition } from './openHoldings.ts'
import { encryptOrder } from './order.ts'
import { PoolError } from './poolError.ts'

const [KEY, NEXT_KEY, STRANGER] = [0x51n, 0x52n, 0x53n]
const NONCE = 0x57a7en
const SLOT = 4
const REQUEST = 9n

const order = (deficit: bigint) => ({ deficit, maxPremiumBps: 500n, allowPartial: true, disclose: false })
const asked = encryptOrder(KEY, 3n << 128n, order(900n))
const remainder = encryptOrder(KEY, NONCE, order(250n))

const leavesOf = (key: bigint, nonce = NONCE): bigint[] => {
  const random = seededRandom(7)
  const leaves = Array.from({ length: SLOTS }, () => random.below(2n ** 250n))
  leaves[SLOT] = encryptLeaf({ key, balance: { collateral: 1_234n, payment: 5n } }, nonce)
  return leaves
}
const LEAVES = leavesOf(KEY)

const IDLE: SlotPosition = {
  activeKey: commitSlotKey(KEY),
  slot: SLOT,
  stateNonce: NONCE,
  leavesHash: hashLeaves(LEAVES),
  requestId: 0n,
  orderHash: `0x${'00'.repeat(32)}`,
  collateralCredit: 0n,
}
const ASKED: SlotPosition = { ...IDLE, requestId: REQUEST, orderHash: hashOrder(asked) }
const CONTINUED: SlotPosition = { ...ASKED, orderHash: hashOrder(remainder) }

const LOGS: PositionLogs = { settled: [LEAVES], orders: [] }
const ASKED_LOGS: PositionLogs = { ...LOGS, orders: [asked] }
const CONTINUED_LOGS: PositionLogs = { ...LOGS, orders: [remainder] }

describe('openHoldings', () => {
  it('opens the collateral of the slot, and adds what is credited', () => {
    expect(openHoldings(IDLE, LOGS, [KEY])).toEqual({ collateral: 1_234n, wanted: 0n, key: KEY })
    expect(openHoldings({ ...IDLE, collateralCredit: 6n }, LOGS, [KEY]).collateral).toBe(1_240n)
  })

  it('holds nothing but the credit before the first settlement, and encrypts under the first key', () => {
    const position = { ...IDLE, activeKey: undefined, slot: 0, collateralCredit: 6n }
    const logs = { settled: [], orders: [] }
    expect(openHoldings(position, logs, [KEY, NEXT_KEY])).toEqual({ collateral: 6n, wanted: 0n, key: KEY })
  })

  const rotation: [string, SlotKeys][] = [
    ['first', [KEY, NEXT_KEY]],
    ['second', [NEXT_KEY, KEY]],
  ]
  it.each(rotation)('finds the key of the slot when it is the %s of two', (_which, keys) => {
    expect(openHoldings(ASKED, ASKED_LOGS, keys)).toEqual({ collateral: 1_234n, wanted: 900n, key: KEY })
  })

  it('takes of several settlements in the block the one whose leaves have the hash', () => {
    const settled = [leavesOf(KEY, NONCE + 1n), LEAVES, leavesOf(STRANGER)]
    expect(openHoldings(IDLE, { ...LOGS, settled }, [KEY]).collateral).toBe(1_234n)
  })

  it('opens what the request asked for, and after a round what remains', () => {
    expect(openHoldings(ASKED, ASKED_LOGS, [KEY]).wanted).toBe(900n)
    expect(openHoldings(CONTINUED, CONTINUED_LOGS, [KEY]).wanted).toBe(250n)
  })

  it('passes over other orders of the block', () => {
    const other = encryptOrder(KEY, 4n << 128n, order(1n))
    expect(openHoldings(ASKED, { ...LOGS, orders: [other, asked] }, [KEY]).wanted).toBe(900n)
    expect(openHoldings(CONTINUED, { ...LOGS, orders: [other, asked, remainder] }, [KEY]).wanted).toBe(250n)
  })

  it('takes an order that does not open as one that wants nothing, as the pool does', () => {
    const sealed = encryptOrder(STRANGER, 3n << 128n, order(900n))
    const logs = { ...LOGS, orders: [sealed] }
    expect(openHoldings({ ...ASKED, orderHash: hashOrder(sealed) }, logs, [KEY]).wanted).toBe(0n)
  })

  it('takes an order under a key that the slot has not as one that wants nothing', () => {
    const sealed = encryptOrder(NEXT_KEY, 3n << 128n, order(900n))
    const logs = { ...LOGS, orders: [sealed] }
    expect(openHoldings({ ...ASKED, orderHash: hashOrder(sealed) }, logs, [KEY, NEXT_KEY]).wanted).toBe(0n)
  })

  it('forgets the order of a request that is over', () => {
    expect(openHoldings({ ...CONTINUED, requestId: 0n }, CONTINUED_LOGS, [KEY]).wanted).toBe(0n)
  })

  const changed = (leaves: readonly bigint[], at: number) =>
    leaves.map((leaf, slot) => (slot === at ? leaf + 1n : leaf))
  const tampered = changed(LEAVES, SLOT)
  const refused: [string, SlotPosition, PositionLogs, SlotKeys, RegExp][] = [
    ['another key', IDLE, LOGS, [STRANGER], /none of 1 keys is that of slot 4/],
    ['two other keys', IDLE, LOGS, [STRANGER, NEXT_KEY], /none of 2 keys/],
    ['a changed leaf', IDLE, { ...LOGS, settled: [tampered] }, [KEY], /no settlement of the block has leaves/],
    ['a changed leaf of another', IDLE, { ...LOGS, settled: [changed(LEAVES, 0)] }, [KEY], /no settlement/],
    ['too few leaves', IDLE, { ...LOGS, settled: [LEAVES.slice(1)] }, [KEY], /no settlement/],
    ['no settlement', IDLE, { ...LOGS, settled: [] }, [KEY], /no settlement/],
    [
      'a leaf that opens to no balance',
      { ...IDLE, leavesHash: hashLeaves(tampered), slot: SLOT + 1 },
      { ...LOGS, settled: [tampered] },
      [KEY],
      /the leaf of slot 5 opens to no balance/,
    ],
    ['another nonce of the state', { ...IDLE, stateNonce: NONCE + 1n }, LOGS, [KEY], /opens to no balance/],
    ['a slot that does not exist', { ...IDLE, slot: SLOTS }, LOGS, [KEY], /opens to no balance/],
    ['no order in its block', ASKED, LOGS, [KEY], /that of request 9/],
    ['another order', { ...ASKED, orderHash: hashOrder(remainder) }, ASKED_LOGS, [KEY], /that of request 9/],
    ['another remainder', { ...CONTINUED, orderHash: hashOrder(asked) }, CONTINUED_LOGS, [KEY], /that of request 9/],
    ['a request without a key', { ...ASKED, activeKey: undefined }, ASKED_LOGS, [KEY], /request 9 is live although/],
  ]
  it.each(refused)('refuses %s', (_what, position, logs, keys, message) => {
    const open = () => openHoldings(position, logs, keys)
    expect(open).toThrow(PoolError)
    expect(open).toThrow(message)
  })
})
