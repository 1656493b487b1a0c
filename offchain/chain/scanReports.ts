import { type Address, decodeEventLog, getAbiItem, type Hex, type PublicClient, toEventSelector } from 'viem'
import type { RecordedReport } from '../protocol/recordedReport.ts'
import type { MinedLog } from './checkLogs.ts'
import { reserveAttestationAbi } from './generated.ts'
import { type ScanLogsParameters, scanLogs } from './scanLogs.ts'

const reportRecorded = getAbiItem({ abi: reserveAttestationAbi, name: 'ReportRecorded' })
/** First topic of the event. */
export const REPORT_RECORDED = toEventSelector(reportRecorded)

export type ScanReportsParameters = Omit<ScanLogsParameters, 'addresses' | 'topics'> & { attestation: Address }

/** The reports of some blocks, all of one history: the one that `toBlockHash` ends. */
export type ReportRange = { fromBlock: bigint; toBlock: bigint; toBlockHash: Hex; reports: RecordedReport[] }

/** The report in a log of that event. */
export const decodeReportRecorded = ({ data, topics, blockNumber, blockHash }: MinedLog): RecordedReport => {
  const { args } = decodeEventLog({ abi: [reportRecorded], data, topics })
  const { encapsulatedKey, ciphertextHead, ciphertextTail } = args.sealedOrder
  const sealedOrder = [encapsulatedKey, ciphertextHead, ciphertextTail] as const
  const { epoch, poolOrder, orderDigest } = args
  return { epoch, poolOrder, sealedOrder, orderDigest, blockNumber, blockHash }
}

/** The `ReportRecorded` events of a block range, oldest first, range by range as {@link scanLogs} reads them. */
export async function* scanReports(
  client: PublicClient,
  { attestation, ...range }: ScanReportsParameters,
): AsyncGenerator<ReportRange, void, undefined> {
  const scan = scanLogs(client, { ...range, addresses: [attestation], topics: [REPORT_RECORDED] })
  for await (const { logs, ...found } of scan) yield { ...found, reports: logs.map(decodeReportRecorded) }
}
