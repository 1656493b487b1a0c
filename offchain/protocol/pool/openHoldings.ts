import type { Hex } from 'viem'
import type { SlotKeys } from '../parseSlotKeys.ts'
import { commitSlotKey } from '../slotKey.ts'
import { SLOTS } from './constants.ts'
import { hashLeaves } from './hashLeaves.ts'
import { hashOrder } from './hashOrder.ts'
import { decryptLeaf } from './leaf.ts'
import { decryptOrder } from './order.ts'
import { PoolError } from './poolError.ts'
import type { Sealed } from './types.ts'

/** What the chain says of the reserve's slot, as of one block: of `RecoveryTreasury.poolPosition`. */
export type SlotPosition = {
  /** Commitment of the slot's key; undefined without a slot, and before the settlement that activates the key. */
  activeKey: Hex | undefined
  /** Meaningful with an active key only. */
  slot: number
  /** Under which the leaves are encrypted. */
  stateNonce: bigint
  leavesHash: Hex
  /** The live request; zero without one. */
  requestId: bigint
  orderHash: Hex
  /** Pool units that the pool owes outside the slot. */
  collateralCredit: bigint
}

/** What is in the pool's logs only. */
export type PositionLogs = {
  /** The leaves of each settlement in the block of the last one. */
  settled: readonly (readonly bigint[])[]
  /** The orders, whole or what remained of them, in the block of the request's last one. */
  orders: readonly Sealed[]
}

/** What the reserve has in the pool, and still wants from it: pool units of collateral. */
export type Holdings = {
  collateral: bigint
  wanted: bigint
  /** The slot's key, under which the next order has to be encrypted. */
  key: bigint
}

const openCollateral = (
  { slot, stateNonce, leavesHash }: SlotPosition,
  { settled }: PositionLogs,
  key: bigint,
): bigint => {
  const leaves = settled.find((candidates) => candidates.length === SLOTS && hashLeaves(candidates) === leavesHash)
  if (!leaves) throw new PoolError(`no settlement of the block has leaves of hash ${leavesHash}`)
  const balance = decryptLeaf(key, leaves[slot] ?? 0n, stateNonce)
  if (!balance) throw new PoolError(`the leaf of slot ${slot} opens to no balance`)
  return balance.collateral
}

/** What the live request still wants; an order that does not open wants nothing, and the pool agrees. */
const openWanted = ({ requestId, orderHash }: SlotPosition, { orders }: PositionLogs, key: bigint): bigint => {
  const current = orders.find((order) => hashOrder(order) === orderHash)
  if (!current) throw new PoolError(`no order of the block is that of request ${requestId}, of hash ${orderHash}`)
  return decryptOrder(key, current)?.deficit ?? 0n
}

/**
 * Opens what the reserve has in the pool, and what its live request still wants. A {@link PoolError}
 * if logs and position do not belong together, or if none of the keys is the slot's.
 */
export const openHoldings = (position: SlotPosition, logs: PositionLogs, keys: SlotKeys): Holdings => {
  const { activeKey, requestId, collateralCredit } = position
  if (activeKey === undefined) {
    if (requestId !== 0n) throw new PoolError(`request ${requestId} is live although its slot has no key`)
    return { collateral: collateralCredit, wanted: 0n, key: keys[0] }
  }
  const key = keys.find((candidate) => commitSlotKey(candidate) === activeKey)
  if (key === undefined) throw new PoolError(`none of ${keys.length} keys is that of slot ${position.slot}`)
  return {
    collateral: openCollateral(position, logs, key) + collateralCredit,
    wanted: requestId === 0n ? 0n : openWanted(position, logs, key),
    key,
  }
}
