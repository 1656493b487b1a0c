import { type Address, decodeEventLog, getAbiItem, type Hex, type PublicClient, toEventSelector } from 'viem'
import type { MinedLog } from '../checkLogs.ts'
import { creDarkPoolAbi } from '../generated.ts'
import { type ScanLogsParameters, scanLogs } from '../scanLogs.ts'

const slotKeyPosted = getAbiItem({ abi: creDarkPoolAbi, name: 'SlotKeyPosted' })
const SLOT_KEY_POSTED = toEventSelector(slotKeyPosted)

export type ScanSlotKeysParameters = Omit<ScanLogsParameters, 'addresses' | 'topics'> & { pool: Address }

/** A key as it was posted: here, and nowhere else on chain, are its bytes. Whether it still counts, the pool says. */
export type PostedSlotKey = {
  slot: number
  owner: Address
  commitment: Hex
  sealedKey: Hex
  blockNumber: bigint
  blockHash: Hex
}

/** The posted keys of some blocks, all of one history: the one that `toBlockHash` ends. */
export type SlotKeyRange = { fromBlock: bigint; toBlock: bigint; toBlockHash: Hex; keys: PostedSlotKey[] }

const decodeSlotKeyPosted = ({ data, topics, blockNumber, blockHash }: MinedLog): PostedSlotKey => {
  const { slot, owner, commitment, sealedKey } = decodeEventLog({ abi: [slotKeyPosted], data, topics }).args
  return { slot: Number(slot), owner, commitment, sealedKey, blockNumber, blockHash }
}

/** The `SlotKeyPosted` events of a block range, oldest first, range by range as {@link scanLogs} reads them. */
export async function* scanSlotKeys(
  client: PublicClient,
  { pool, ...range }: ScanSlotKeysParameters,
): AsyncGenerator<SlotKeyRange, void, undefined> {
  const scan = scanLogs(client, { ...range, addresses: [pool], topics: [SLOT_KEY_POSTED] })
  for await (const { logs, ...found } of scan) yield { ...found, keys: logs.map(decodeSlotKeyPosted) }
}
