import type { Hex } from 'viem'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { randomSlotKey } from '../../protocol/slotKey.ts'

/** Somebody with a slot in the pool, and all that it keeps to itself. */
export type PoolMember = {
  name: string
  account: PrivateKeyAccount
  privateKey: Hex
  /** Of its slot. */
  key: bigint
  slot: number
  /** Messages sent so far: quotes and orders alike, so that no counter comes twice. */
  sent: bigint
}

/** A member that has not joined yet: new keys, no slot. */
export const createMember = (name: string): PoolMember => {
  const privateKey = generatePrivateKey()
  return { name, account: privateKeyToAccount(privateKey), privateKey, key: randomSlotKey(), slot: -1, sent: 0n }
}
