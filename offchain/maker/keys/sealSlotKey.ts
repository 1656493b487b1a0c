import { type Address, bytesToHex, type Hex } from 'viem'
import type { PostedKey } from '../../chain/darkpool/registerSlot.ts'
import { commitSlotKey, encodeSlotKey } from '../../protocol/slotKey.ts'
import { SECRET_KIND } from '../../protocol/vault/label.ts'
import { sealSecret } from '../../protocol/vault/sealedSecret.ts'

export type SealSlotKeyParameters = {
  key: bigint
  /** Of the vault. */
  masterKey: Hex
  chainId: number
  pool: Address
  owner: Address
}

/** A slot key as the pool takes it: only the vault opens it, for a matcher, and only as this owner's key in this pool. */
export const sealSlotKey = ({ key, masterKey, chainId, pool, owner }: SealSlotKeyParameters): PostedKey => {
  const commitment = commitSlotKey(key)
  const label = { chainId, contract: pool, subject: commitment, kind: SECRET_KIND.slotKey, sender: owner }
  return { commitment, sealedKey: bytesToHex(sealSecret({ masterKey, label, message: encodeSlotKey(key) })) }
}
