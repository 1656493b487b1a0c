import { type Address, type Hex, type PublicClient, zeroAddress } from 'viem'
import { SLOTS } from '../../protocol/pool/constants.ts'
import { creDarkPoolAbi } from '../generated.ts'
import type { BlockHeader } from '../readHead.ts'
import { keyOrNone } from './keyOrNone.ts'

/** One slot after one block; a key that there is none of is undefined. */
export type SlotRecord = {
  slot: number
  owner: Address
  activeKey: Hex | undefined
  pendingKey: Hex | undefined
  /** The owner wants to give it up. */
  isReleasing: boolean
}

export type ReadSlotsParameters = {
  pool: Address
  /** Read by its hash: a node on which it is orphaned answers with an error instead of another history. */
  block: BlockHeader
}

/** Reads all slots of a pool that have an owner, in the order of their numbers; any may be free again. */
export const readSlots = async (
  client: PublicClient,
  { pool, block }: ReadSlotsParameters,
): Promise<readonly SlotRecord[]> => {
  const slots = await Promise.all(
    Array.from({ length: SLOTS }, async (_, slot) => {
      const { owner, activeKey, pendingKey, isReleasing } = await client.readContract({
        address: pool,
        abi: creDarkPoolAbi,
        functionName: 'slot',
        args: [BigInt(slot)],
        blockHash: block.hash,
        requireCanonical: true,
      })
      return { slot, owner, activeKey: keyOrNone(activeKey), pendingKey: keyOrNone(pendingKey), isReleasing }
    }),
  )
  return slots.filter(({ owner }) => owner !== zeroAddress)
}
