import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { type Any, anyPack } from '@bufbuild/protobuf/wkt'
import { EVM_PB, VALUES_PB } from '@chainlink/cre-sdk/pb'
import {
  bytesToHex,
  type Hex,
  hexToBigInt,
  hexToBytes,
  hexToNumber,
  numberToBytes,
  numberToHex,
  type PublicClient,
  type RpcLog,
} from 'viem'
import { KitError } from '../../../errors.ts'
import { CHAIN_READ_LIMITS } from './chainReadLimits.ts'
import { requestedBlock } from './requestedBlock.ts'

const { FilterLogsReplySchema, FilterLogsRequestSchema, LogSchema } = EVM_PB

const fixedHex = (name: string, bytes: Uint8Array, length: number): Hex => {
  if (bytes.length === length) return bytesToHex(bytes)
  throw new KitError(`evm FilterLogs: ${name} has ${bytes.length} bytes instead of ${length}`)
}

/** A tag is resolved before the range is measured, as production does. */
const resolveBlock = async (client: PublicClient, given: VALUES_PB.BigInt | undefined): Promise<bigint> => {
  const block = requestedBlock(given)
  return 'blockNumber' in block ? block.blockNumber : (await client.getBlock(block)).number
}

const blocksOf = async (
  client: PublicClient,
  { blockHash, fromBlock, toBlock }: EVM_PB.FilterQuery,
): Promise<{ blockHash: Hex } | { fromBlock: Hex; toBlock: Hex }> => {
  if (blockHash.length > 0) {
    if (fromBlock || toBlock) throw new KitError('evm FilterLogs: name a block hash or a block range, not both')
    return { blockHash: fixedHex('a block hash', blockHash, 32) }
  }
  const [first, last] = await Promise.all([resolveBlock(client, fromBlock), resolveBlock(client, toBlock)])
  if (last < first) throw new KitError(`evm FilterLogs: toBlock ${last} is less than fromBlock ${first}`)
  if (last - first > CHAIN_READ_LIMITS.logBlocks) {
    throw new KitError(
      `evm FilterLogs: blocks ${first} to ${last} exceed ChainRead.LogQueryBlockLimit, ${CHAIN_READ_LIMITS.logBlocks}; ask for fewer`,
    )
  }
  return { fromBlock: numberToHex(first), toBlock: numberToHex(last) }
}

const mined = (log: RpcLog): EVM_PB.Log => {
  const { blockNumber, blockHash, transactionHash, transactionIndex, logIndex, topics, address, data, removed } = log
  if (!blockNumber || !blockHash || !transactionHash || !transactionIndex || !logIndex)
    throw new KitError('evm FilterLogs: the node answered with a log of no block; ask one that serves mined logs only')
  const number = hexToBigInt(blockNumber)
  return create(LogSchema, {
    address: hexToBytes(address),
    topics: topics.map((topic) => hexToBytes(topic)),
    txHash: hexToBytes(transactionHash),
    blockHash: hexToBytes(blockHash),
    data: hexToBytes(data),
    eventSig: topics[0] ? hexToBytes(topics[0]) : new Uint8Array(),
    blockNumber: create(VALUES_PB.BigIntSchema, { absVal: numberToBytes(number), sign: 1n }),
    txIndex: hexToNumber(transactionIndex),
    index: hexToNumber(logIndex),
    removed,
  })
}

/** Logs by contract, topics and a few blocks. Refuses what production refuses: see {@link CHAIN_READ_LIMITS}. */
export const filterLogs = async (client: PublicClient, payload: Uint8Array): Promise<Any> => {
  const { filterQuery } = fromBinary(FilterLogsRequestSchema, payload)
  if (!filterQuery) throw new KitError('evm FilterLogs: the filter query is missing')
  const logs = await client.request({
    method: 'eth_getLogs',
    params: [
      {
        ...(await blocksOf(client, filterQuery)),
        address: filterQuery.addresses.map((address) => fixedHex('an address', address, 20)),
        // No word at a position: any word.
        topics: filterQuery.topics.map(({ topic }) =>
          topic.length > 0 ? topic.map((word) => fixedHex('a topic', word, 32)) : null,
        ),
      },
    ],
  })
  const reply = create(FilterLogsReplySchema, { logs: logs.map(mined) })
  const size = toBinary(FilterLogsReplySchema, reply).length
  if (size > CHAIN_READ_LIMITS.logBytes) {
    throw new KitError(
      `evm FilterLogs: ${logs.length} logs of ${size} bytes exceed ChainRead.PayloadSizeLimit, ${CHAIN_READ_LIMITS.logBytes}; ask for fewer`,
    )
  }
  return anyPack(FilterLogsReplySchema, reply)
}
