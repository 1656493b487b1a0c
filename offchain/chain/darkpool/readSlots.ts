import type { Address, Hex, PublicClient } from 'viem'
import { creDarkPoolAbi } from '../generated.ts'
import type { BlockHeader } from '../readHead.ts'

/** One slot after one block; a key that there is none of is undefined. */
export type SlotState = { slot: number; owner: Address; activeKey: Hex | undefined; pendingKey: Hex | undefined }

export type ReadSlotsParameters = {
  pool: Address
  /** Read by its hash: a node on which it is orphaned answers with an error instead of another history. */
  block: BlockHeader
}

const NO_KEY: Hex = `0x${'00'.repeat(32)}`

const keyOrNone = (commitment: Hex): Hex | undefined => (commitment === NO_KEY ? undefined : commitment)

/** Reads all registered slots of a pool. */
export const readSlots = async (
  client: PublicClient,
  { pool, block }: ReadSlotsParameters,
): Promise<readonly SlotState[]> => {
  const on = { address: pool, abi: creDarkPoolAbi, blockHash: block.hash, requireCanonical: true } as const
  const count = Number(await client.readContract({ ...on, functionName: 'slotCount' }))
  return await Promise.all(
    Array.from({ length: count }, async (_, slot) => {
      const state = await client.readContract({ ...on, functionName: 'slot', args: [BigInt(slot)] })
      const { owner, activeKey, pendingKey } = state
      return { slot, owner, activeKey: keyOrNone(activeKey), pendingKey: keyOrNone(pendingKey) }
    }),
  )
}
