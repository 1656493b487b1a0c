import { type Address, bytesToHex, createWalletClient, custom, type Hex, type PublicClient } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { readSlots } from '../../chain/darkpool/readSlots.ts'
import { encodeRegisterSlot } from '../../chain/darkpool/registerSlot.ts'
import { LOCAL_CHAIN_ID } from '../../chain/mainnet.ts'
import { KitError } from '../../errors.ts'
import { commitSlotKey, encodeSlotKey, randomSlotKey } from '../../protocol/slotKey.ts'
import { SECRET_KIND } from '../../protocol/vault/label.ts'
import { sealSecret } from '../../protocol/vault/sealedSecret.ts'

export type RegisterLocalSlotParameters = {
  pool: Address
  masterKey: Hex
  ownerKey: Hex
  /** A new one unless told otherwise. */
  key?: bigint
}

/** Has an account that the pool admitted take a slot there, with a key that only it and the vault can open. */
export const registerLocalSlot = async (
  client: PublicClient,
  { pool, masterKey, ownerKey, key = randomSlotKey() }: RegisterLocalSlotParameters,
): Promise<{ slot: number; commitment: Hex }> => {
  const account = privateKeyToAccount(ownerKey)
  const commitment = commitSlotKey(key)
  const label = {
    chainId: LOCAL_CHAIN_ID,
    contract: pool,
    subject: commitment,
    kind: SECRET_KIND.slotKey,
    sender: account.address,
  }
  const sealedKey = bytesToHex(sealSecret({ masterKey, label, message: encodeSlotKey(key) }))
  const wallet = createWalletClient({ account, chain: client.chain, transport: custom(client) })
  const hash = await wallet.sendTransaction({
    to: pool,
    data: encodeRegisterSlot({ commitment, sealedKey }),
    chain: client.chain,
  })
  const { status, blockNumber, blockHash } = await client.waitForTransactionReceipt({ hash })
  if (status !== 'success') throw new KitError(`the pool ${pool} refused to register a slot for ${account.address}`)
  const block = await client.getBlock({ blockHash })
  const slots = await readSlots(client, {
    pool,
    block: { number: blockNumber, hash: blockHash, timestamp: Number(block.timestamp) },
  })
  const own = slots.find(({ pendingKey }) => pendingKey === commitment)
  if (!own) throw new KitError(`the pool ${pool} shows no slot with the key ${commitment} after ${hash}`)
  return { slot: own.slot, commitment }
}
