import { type Address, type Hex, hexToBytes } from 'viem'
import { orderDigest } from './orderDigest.ts'
import type { RecordedReport } from './recordedReport.ts'
import { openOrder, SealedOrderError } from './sealedOrder.ts'

export type OpenAttestedOrderParameters = {
  /** X25519 secret key. */
  sealingKey: Hex
  chainId: number
  /** The attestation that recorded the report. */
  receiver: Address
  report: Pick<RecordedReport, 'epoch' | 'poolOrder' | 'sealedOrder'>
  /** What the attestation holds as the digest of both orders. */
  orderDigest: Hex
}

/** A small order as it opened: payment base units, and whether it is the one that was attested. */
export type OpenedOrder = { spend: bigint; salt: Hex; attested: boolean }

/** Opens the small order of a report; undefined when it does not open to this key. */
export const openAttestedOrder = (parameters: OpenAttestedOrderParameters): OpenedOrder | undefined => {
  const { sealingKey, chainId, receiver, report } = parameters
  const { epoch, poolOrder, sealedOrder } = report
  try {
    const { spend, salt } = openOrder({
      agentSecretKey: hexToBytes(sealingKey),
      context: { chainId: BigInt(chainId), receiver, epoch },
      sealedOrder,
    })
    return { spend, salt, attested: orderDigest(poolOrder, spend, salt) === parameters.orderDigest }
  } catch (error) {
    if (error instanceof SealedOrderError) return undefined
    throw error
  }
}
