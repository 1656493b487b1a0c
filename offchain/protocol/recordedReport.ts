import type { Hex } from 'viem'
import type { PoolOrder, SealedOrder } from './report.ts'

/** The orders of one report that the attestation recorded, as its event carried them, and the block that holds it. */
export type RecordedReport = {
  epoch: number
  poolOrder: PoolOrder
  sealedOrder: SealedOrder
  orderDigest: Hex
  blockNumber: bigint
  blockHash: Hex
}
