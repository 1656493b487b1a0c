import { create, fromBinary } from '@bufbuild/protobuf'
import { type Any, anyPack } from '@bufbuild/protobuf/wkt'
import { EVM_PB } from '@chainlink/cre-sdk/pb'
import {
  type Address,
  bytesToHex,
  encodeFunctionData,
  type Hex,
  hexToBytes,
  isAddressEqual,
  type PrivateKeyAccount,
  type PublicClient,
  parseEventLogs,
  type TransactionReceipt,
} from 'viem'
import { keystoneForwarderAbi } from '../../../chain/generated.ts'
import { KitError } from '../../../errors.ts'
import type { CallContext } from './capability.ts'
import { waitForReceipt } from './waitForReceipt.ts'

const { ReceiverContractExecutionStatus, TxStatus, WriteReportReplySchema, WriteReportRequestSchema } = EVM_PB

export type Transmitter = {
  readonly client: PublicClient
  readonly account: PrivateKeyAccount
  readonly forwarder: Address
}

// What a receiver gets when the workflow names no limit.
const DEFAULT_RECEIVER_GAS = 400_000n
// Base transaction, f + 1 signature checks, transmission record, three ERC-165 questions of 30k each, the 1/64 kept back at the call.
const FORWARDER_GAS = 220_000n
const CALLDATA_GAS_PER_BYTE = 16n

const receiverResult = (receipt: TransactionReceipt, forwarder: Address): boolean | undefined =>
  parseEventLogs({ abi: keystoneForwarderAbi, eventName: 'ReportProcessed', logs: receipt.logs }).find(({ address }) =>
    isAddressEqual(address, forwarder),
  )?.args.result

/** The forwarder swallows a revert of the receiver: the transaction succeeds, and only its event tells. Both statuses are reported. */
const replyOf = (receipt: TransactionReceipt, forwarder: Address): EVM_PB.WriteReportReply => {
  const txHash = hexToBytes(receipt.transactionHash)
  if (receipt.status !== 'success') {
    const errorMessage = `KeystoneForwarder.report reverted in transaction ${receipt.transactionHash}`
    return create(WriteReportReplySchema, { txStatus: TxStatus.REVERTED, txHash, errorMessage })
  }
  const result = receiverResult(receipt, forwarder)
  if (result === undefined) {
    throw new KitError(
      `no ReportProcessed in transaction ${receipt.transactionHash}; is ${forwarder} a KeystoneForwarder?`,
    )
  }
  return create(WriteReportReplySchema, {
    txStatus: TxStatus.SUCCESS,
    txHash,
    receiverContractExecutionStatus: result
      ? ReceiverContractExecutionStatus.SUCCESS
      : ReceiverContractExecutionStatus.REVERTED,
    ...(result ? {} : { errorMessage: 'the receiver reverted or is no report receiver (ReportProcessed: false)' }),
  })
}

/** Delivers a signed report through the forwarder and waits until it is mined. */
export const writeReport = async (
  { client, account, forwarder }: Transmitter,
  payload: Uint8Array,
  context: CallContext,
): Promise<Any> => {
  const { receiver, report, gasConfig } = fromBinary(WriteReportRequestSchema, payload)
  if (!report) throw new KitError('evm WriteReport: the report is missing')
  const data: Hex = encodeFunctionData({
    abi: keystoneForwarderAbi,
    functionName: 'report',
    args: [
      bytesToHex(receiver),
      bytesToHex(report.rawReport),
      bytesToHex(report.reportContext),
      report.sigs.map(({ signature }) => bytesToHex(signature)),
    ],
  })
  const calldataGas = BigInt(data.length / 2) * CALLDATA_GAS_PER_BYTE
  const [nonce, fees, chainId] = await Promise.all([
    client.getTransactionCount({ address: account.address, blockTag: 'pending' }),
    client.estimateFeesPerGas(),
    client.getChainId(),
  ])
  const serializedTransaction = await account.signTransaction({
    type: 'eip1559',
    chainId,
    nonce,
    to: forwarder,
    data,
    gas: (gasConfig?.gasLimit || DEFAULT_RECEIVER_GAS) + FORWARDER_GAS + calldataGas,
    maxFeePerGas: fees.maxFeePerGas,
    maxPriorityFeePerGas: fees.maxPriorityFeePerGas,
  })
  const hash = await client.sendRawTransaction({ serializedTransaction })
  context.onTransaction(hash)
  const receipt = await waitForReceipt(client, hash, context.signal)
  return anyPack(WriteReportReplySchema, replyOf(receipt, forwarder))
}
