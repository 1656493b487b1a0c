import { bytesToHex, prepareReportRequest, type Runtime, TxStatus } from '@chainlink/cre-sdk'
import { EVM_PB } from '@chainlink/cre-sdk/pb'
import type { Hex } from 'viem'
import { encodeReport, type ReserveReport } from '../../offchain/protocol/report.ts'
import type { Config } from './config.ts'
import { evmClient } from './evmClient.ts'

/** Has the DON sign the report and write it; returns the transaction's hash once the receiver has accepted it. */
export const publish = (runtime: Runtime<Config>, report: ReserveReport): Hex => {
  const signed = runtime.report(prepareReportRequest(encodeReport(report))).result()
  const { txStatus, receiverContractExecutionStatus, txHash, errorMessage } = evmClient(runtime.config.chain)
    .writeReport(runtime, {
      receiver: report.receiver,
      report: signed,
      gasConfig: { gasLimit: runtime.config.gasLimit },
    })
    .result()
  if (txStatus !== TxStatus.SUCCESS) throw new Error(`report not written: ${errorMessage ?? `status ${txStatus}`}`)
  // The forwarder swallows a revert of the receiver: its transaction succeeds although nothing was recorded.
  if (receiverContractExecutionStatus === undefined) throw new Error('report not confirmed by its receiver')
  if (receiverContractExecutionStatus !== EVM_PB.ReceiverContractExecutionStatus.SUCCESS)
    throw new Error(`report refused by its receiver ${report.receiver}`)
  if (txHash === undefined) throw new Error('report written without a transaction hash')
  return bytesToHex(txHash)
}
