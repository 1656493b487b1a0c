import { type Address, getAbiItem, type Hex, type PublicClient } from 'viem'
import type { PoolOrder, SealedOrder } from '../protocol/report.ts'
import { reserveAttestationAbi } from './generated.ts'

const reportRecorded = getAbiItem({ abi: reserveAttestationAbi, name: 'ReportRecorded' })

/** The orders of a recorded report, as its event carried them. */
export type RecordedOrders = { poolOrder: PoolOrder; sealedOrder: SealedOrder; orderDigest: Hex; blockNumber: bigint }

export type FindReportParameters = {
  attestation: Address
  epoch: number
  fromBlock: bigint
  toBlock: bigint
  /** Most blocks asked for in one call; providers cap it. */
  maxBlocks: bigint
}

/**
 * Finds the `ReportRecorded` event of one epoch, newest blocks first, because the epoch that is asked for is the
 * latest one. Undefined when the range does not hold it.
 */
export const findReport = async (
  client: PublicClient,
  { attestation, epoch, fromBlock, toBlock, maxBlocks }: FindReportParameters,
): Promise<RecordedOrders | undefined> => {
  for (let to = toBlock; to >= fromBlock; to -= maxBlocks) {
    const from = to - maxBlocks + 1n > fromBlock ? to - maxBlocks + 1n : fromBlock
    const [log] = await client.getLogs({
      address: attestation,
      event: reportRecorded,
      args: { epoch },
      fromBlock: from,
      toBlock: to,
      strict: true,
    })
    if (log) {
      const { poolOrder, sealedOrder: sealed, orderDigest } = log.args
      const sealedOrder = [sealed.encapsulatedKey, sealed.ciphertextHead, sealed.ciphertextTail] as const
      return { poolOrder, sealedOrder, orderDigest, blockNumber: log.blockNumber }
    }
  }
  return undefined
}
