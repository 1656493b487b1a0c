import { isAddressEqual, type PublicClient } from 'viem'
import type { PoolEvent, PoolFact } from '../../protocol/poolEvent.ts'
import type { MinedLog } from '../checkLogs.ts'
import { type ScanLogsParameters, scanLogs } from '../scanLogs.ts'
import { decodeReportRecorded, REPORT_RECORDED, type ReportRange, type ScanReportsParameters } from '../scanReports.ts'
import { decodePoolFact, POOL_TOPICS, type PoolContracts } from './requestLogs.ts'

/** What a log of the pool says, and where it is. */
export type LoggedFact = PoolFact & Pick<PoolEvent, 'blockNumber' | 'blockHash' | 'logIndex' | 'txHash'>

/** Reports and what was logged of the pool in some blocks, all of one history: the one that `toBlockHash` ends. */
export type RecoveryRange = ReportRange & { facts: LoggedFact[] }

export type ScanRecoveryParameters = Omit<ScanLogsParameters, 'addresses' | 'topics'> &
  Pick<ScanReportsParameters, 'attestation'> &
  PoolContracts

/** Reports and requests of a block range, in one go, oldest first, range by range as {@link scanLogs} reads them. */
export async function* scanRecovery(
  client: PublicClient,
  { attestation, treasury, pool, enclaveRegistry, ...range }: ScanRecoveryParameters,
): AsyncGenerator<RecoveryRange, void, undefined> {
  const addresses = [attestation, treasury, pool, enclaveRegistry]
  const scan = scanLogs(client, { ...range, addresses, topics: [REPORT_RECORDED, ...POOL_TOPICS] })
  const isReport = ({ address, topics: [topic] }: MinedLog) =>
    topic === REPORT_RECORDED && isAddressEqual(address, attestation)
  const locate = (log: MinedLog): LoggedFact[] => {
    const fact = decodePoolFact(log, { treasury, pool, enclaveRegistry })
    const { blockNumber, blockHash, logIndex, transactionHash: txHash } = log
    return fact ? [{ ...fact, blockNumber, blockHash, logIndex, txHash }] : []
  }
  for await (const { logs, ...found } of scan) {
    yield { ...found, reports: logs.filter(isReport).map(decodeReportRecorded), facts: logs.flatMap(locate) }
  }
}

/**
 * Adds when it was and, unless that is before `costsSince` (Unix seconds), what its transaction cost: receipts of long ago
 * many a provider has not. Rejects for a block that is gone: then the scan was of another history.
 */
export const datePoolFact = async (
  client: PublicClient,
  fact: LoggedFact,
  { costsSince }: { costsSince: number },
): Promise<PoolEvent> => {
  const { timestamp, baseFeePerGas } = await client.getBlock({ blockHash: fact.blockHash })
  const dated = { ...fact, at: Number(timestamp), baseFee: baseFeePerGas ?? 0n }
  if (dated.at < costsSince) return { ...dated, gasUsed: 0n, gasPrice: 0n }
  const { gasUsed, effectiveGasPrice } = await client.getTransactionReceipt({ hash: fact.txHash })
  return { ...dated, gasUsed, gasPrice: effectiveGasPrice }
}
