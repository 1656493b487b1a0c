import type { Address, Hex, PublicClient } from 'viem'
import { findRevert } from '../describeError.ts'
import { creDarkPoolAbi } from '../generated.ts'
import type { BlockHeader } from '../readHead.ts'
import { keyOrNone } from './keyOrNone.ts'
import type { SlotRecord } from './readSlots.ts'

/** What a pool says of one account after one block. */
export type SlotOwnerRecord = {
  isAdmitted: boolean
  /** Undefined: it has none. */
  slot: SlotRecord | undefined
  /** To be claimed: pool units, and wei. */
  credit: { collateral: bigint; payment: bigint; etherAmount: bigint }
  state: { nonce: bigint; leavesHash: Hex }
  round: { number: bigint; requestId: bigint; isClosed: boolean }
  isPaused: boolean
  isFrozen: boolean
  /** Entries from `head` to below `tail` wait. */
  queue: { head: bigint; tail: bigint }
}

export type ReadSlotOwnerParameters = {
  pool: Address
  account: Address
  /** Read by its hash: a node on which it is orphaned answers with an error instead of another history. */
  block: BlockHeader
}

/** Reads what concerns one account of a pool, all of it after one block. */
export const readSlotOwner = async (
  client: PublicClient,
  { pool, account, block }: ReadSlotOwnerParameters,
): Promise<SlotOwnerRecord> => {
  const on = { address: pool, abi: creDarkPoolAbi, blockHash: block.hash, requireCanonical: true } as const
  const readSlot = async (): Promise<SlotRecord | undefined> => {
    let index: bigint
    try {
      index = await client.readContract({ ...on, functionName: 'slotOf', args: [account] })
    } catch (error) {
      if (findRevert(error)?.name === 'SlotNotRegistered') return undefined
      throw error
    }
    const { owner, activeKey, pendingKey, isReleasing } = await client.readContract({
      ...on,
      functionName: 'slot',
      args: [index],
    })
    const slot = Number(index)
    return { slot, owner, activeKey: keyOrNone(activeKey), pendingKey: keyOrNone(pendingKey), isReleasing }
  }
  const [isAdmitted, slot, credit, state, [round, isClosed], isPaused, isFrozen, [head, tail]] = await Promise.all([
    client.readContract({ ...on, functionName: 'isAdmitted', args: [account] }),
    readSlot(),
    client.readContract({ ...on, functionName: 'creditOf', args: [account] }),
    client.readContract({ ...on, functionName: 'state' }),
    client.readContract({ ...on, functionName: 'lastRound' }),
    client.readContract({ ...on, functionName: 'paused' }),
    client.readContract({ ...on, functionName: 'isFrozen' }),
    client.readContract({ ...on, functionName: 'queueBounds' }),
  ])
  return {
    isAdmitted,
    slot,
    credit,
    state: { nonce: BigInt(state.nonce), leavesHash: state.leavesHash },
    round: { number: round.number, requestId: round.requestId, isClosed },
    isPaused,
    isFrozen,
    queue: { head, tail },
  }
}
