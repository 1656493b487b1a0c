import { create, fromBinary } from '@bufbuild/protobuf'
import { type Any, anyPack } from '@bufbuild/protobuf/wkt'
import { EVM_PB } from '@chainlink/cre-sdk/pb'
import { bytesToHex, hexToBytes, type PublicClient } from 'viem'
import { KitError } from '../../../errors.ts'
import { requestedBlock } from './requestedBlock.ts'

export const callContract = async (client: PublicClient, payload: Uint8Array): Promise<Any> => {
  const { call, blockNumber } = fromBinary(EVM_PB.CallContractRequestSchema, payload)
  if (!call) throw new KitError('evm CallContract: the call message is missing')
  const { data } = await client.call({
    account: bytesToHex(call.from),
    to: bytesToHex(call.to),
    data: bytesToHex(call.data),
    ...requestedBlock(blockNumber),
  })
  const reply = create(EVM_PB.CallContractReplySchema, { data: data ? hexToBytes(data) : new Uint8Array() })
  return anyPack(EVM_PB.CallContractReplySchema, reply)
}
