import type { Address, Hex, PublicClient } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { readSlots } from '../../chain/darkpool/readSlots.ts'
import { encodeRegisterSlot } from '../../chain/darkpool/registerSlot.ts'
import { LOCAL_CHAIN_ID } from '../../chain/mainnet.ts'
import { KitError } from '../../errors.ts'
import { sealSlotKey } from '../../maker/keys/sealSlotKey.ts'
import { randomSlotKey } from '../../protocol/slotKey.ts'
import { sendCall } from '../pool/sendCall.ts'

export type RegisterLocalSlotParameters = {
  pool: Address
  masterKey: Hex
  ownerKey: Hex
  /** The treasury takes the slot, whose owner's key that is; otherwise the account of the key takes it. */
  treasury?: Address
  /** A new one unless told otherwise. */
  key?: bigint
}

/** Has an account that the pool admitted take a slot there, with a key that only it and the vault can open. */
export const registerLocalSlot = async (
  client: PublicClient,
  { pool, masterKey, ownerKey, treasury, key = randomSlotKey() }: RegisterLocalSlotParameters,
): Promise<{ slot: number; commitment: Hex }> => {
  const account = privateKeyToAccount(ownerKey)
  const owner = treasury ?? account.address
  const posted = sealSlotKey({ key, masterKey, chainId: LOCAL_CHAIN_ID, pool, owner })
  const { commitment } = posted
  // The treasury's function is called as the pool's is.
  const data = encodeRegisterSlot(posted)
  const { transactionHash, blockNumber, blockHash } = await sendCall(client, account, { to: treasury ?? pool, data })
  const block = await client.getBlock({ blockHash })
  const slots = await readSlots(client, {
    pool,
    block: { number: blockNumber, hash: blockHash, timestamp: Number(block.timestamp) },
  })
  const own = slots.find(({ pendingKey }) => pendingKey === commitment)
  if (!own) throw new KitError(`the pool ${pool} shows no slot with the key ${commitment} after ${transactionHash}`)
  return { slot: own.slot, commitment }
}
