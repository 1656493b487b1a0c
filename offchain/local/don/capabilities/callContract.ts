import { create, fromBinary } from '@bufbuild/protobuf'
import { type Any, anyPack } from '@bufbuild/protobuf/wkt'
import { EVM_PB, type VALUES_PB } from '@chainlink/cre-sdk/pb'
import { type BlockTag, bytesToHex, hexToBytes, type PublicClient } from 'viem'
import { KitError } from '../../../errors.ts'
import { bigIntOf } from '../unwrapValue.ts'

// Negative block numbers are tags, as in go-ethereum's rpc package.
const BLOCK_TAGS = new Map<bigint, BlockTag>([
  [-1n, 'pending'],
  [-2n, 'latest'],
  [-3n, 'finalized'],
  [-4n, 'safe'],
])

const blockOf = (given: VALUES_PB.BigInt | undefined): { blockTag: BlockTag } | { blockNumber: bigint } => {
  if (!given) return { blockTag: 'latest' }
  const block = bigIntOf(given)
  if (block >= 0n) return { blockNumber: block }
  const blockTag = BLOCK_TAGS.get(block)
  if (!blockTag) throw new KitError(`evm CallContract: block number ${block} is not a known block tag`)
  return { blockTag }
}

export const callContract = async (client: PublicClient, payload: Uint8Array): Promise<Any> => {
  const { call, blockNumber } = fromBinary(EVM_PB.CallContractRequestSchema, payload)
  if (!call) throw new KitError('evm CallContract: the call message is missing')
  const { data } = await client.call({
    account: bytesToHex(call.from),
    to: bytesToHex(call.to),
    data: bytesToHex(call.data),
    ...blockOf(blockNumber),
  })
  const reply = create(EVM_PB.CallContractReplySchema, { data: data ? hexToBytes(data) : new Uint8Array() })
  return anyPack(EVM_PB.CallContractReplySchema, reply)
}
