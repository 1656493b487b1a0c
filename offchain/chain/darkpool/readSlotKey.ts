import type { Address, Hex, PublicClient } from 'viem'
import { creDarkPoolAbi } from '../generated.ts'
import type { BlockHeader } from '../readHead.ts'

/** Index of `SlotKeyStatus` in src/types/Slot.sol. */
const SLOT_KEY_STATUS = ['unknown', 'pending', 'active', 'retired'] as const

export type SlotKeyStatus = (typeof SLOT_KEY_STATUS)[number]

/** What a pool says of one key after one block. Of a commitment that was never posted, all is zero. */
export type SlotKeyRecord = {
  status: SlotKeyStatus
  slot: number
  owner: Address
  /** keccak256 of the ciphertext that the owner posted. */
  sealedKeyHash: Hex
}

export type ReadSlotKeyParameters = {
  pool: Address
  commitment: Hex
  /** Read by its hash: a node on which it is orphaned answers with an error instead of another history. */
  block: BlockHeader
}

/** Reads what a pool knows of a slot key by its commitment. */
export const readSlotKey = async (
  client: PublicClient,
  { pool, commitment, block }: ReadSlotKeyParameters,
): Promise<SlotKeyRecord> => {
  const { status, slot, owner, sealedKeyHash } = await client.readContract({
    address: pool,
    abi: creDarkPoolAbi,
    functionName: 'slotKey',
    args: [commitment],
    blockHash: block.hash,
    requireCanonical: true,
  })
  // A status that we do not know is one on which nothing may be built.
  return { status: SLOT_KEY_STATUS[status] ?? 'unknown', slot, owner, sealedKeyHash }
}
