import type { Address, PublicClient } from 'viem'
import type { PoolAssets } from '../chain/darkpool/readPoolAssets.ts'
import type { PoolTerms } from '../chain/darkpool/readPoolTerms.ts'
import type { SlotReader } from './reading/createSlotReader.ts'
import type { Send } from './sending/createSender.ts'

/** A market maker's account in one pool, ready to be used. */
export type Maker = {
  client: PublicClient
  chainId: number
  pool: Address
  account: Address
  /** Holds the keys of its slot. */
  keyFile: string
  terms: PoolTerms
  assets: PoolAssets
  reader: SlotReader
  send: Send
}
