import type { Address, Hex, PublicClient } from 'viem'
import { recoveryTreasuryAbi, reserveAttestationAbi } from './generated.ts'

/** Index of `ReserveStatus` in src/types/ReserveReport.sol. */
export const STATUS = ['UNKNOWN', 'SOLVENT', 'INSOLVENT'] as const
/** Index of `UnknownReason` in src/types/ReserveReport.sol. */
const UNKNOWN_REASON = ['NONE', 'NEVER_REPORTED', 'STALE', 'PAUSED'] as const

export type ReserveStatus = (typeof STATUS)[number]
export type UnknownReason = (typeof UNKNOWN_REASON)[number]

/** What a decision needs to know, all of one block. Times are Unix seconds, amounts base units. */
export type ReserveState = {
  blockNumber: bigint
  blockHash: Hex
  status: ReserveStatus
  unknownReason: UnknownReason
  epoch: number
  statementAt: number
  orderDigest: Hex
  paused: boolean
  agent: Address
  lastHealedEpoch: number
  lastHealAt: number
  settlementLag: number
  /** Most that one heal may spend, payment tokens. */
  perAction: bigint
  /** What is left in the spending window, payment tokens. */
  available: bigint
}

export type ReadReserveStateParameters = {
  attestation: Address
  treasury: Address
  /** Read by its hash: a node on which it is orphaned answers with an error instead of another history. */
  block: { number: bigint; hash: Hex }
}

/** Reads attestation and treasury as they were after one block. */
export const readReserveState = async (
  client: PublicClient,
  { attestation, treasury, block }: ReadReserveStateParameters,
): Promise<ReserveState> => {
  const at = { blockHash: block.hash, requireCanonical: true } as const
  const onAttestation = { address: attestation, abi: reserveAttestationAbi, ...at } as const
  const onTreasury = { address: treasury, abi: recoveryTreasuryAbi, ...at } as const
  const [[status, reason], report, paused, agent, lastHealedEpoch, lastHealAt, limits, available] = await Promise.all([
    client.readContract({ ...onAttestation, functionName: 'status' }),
    client.readContract({ ...onAttestation, functionName: 'latestReport' }),
    client.readContract({ ...onTreasury, functionName: 'paused' }),
    client.readContract({ ...onTreasury, functionName: 'agent' }),
    client.readContract({ ...onTreasury, functionName: 'lastHealedEpoch' }),
    client.readContract({ ...onTreasury, functionName: 'lastHealAt' }),
    client.readContract({ ...onTreasury, functionName: 'limits' }),
    client.readContract({ ...onTreasury, functionName: 'available' }),
  ])
  return {
    blockNumber: block.number,
    blockHash: block.hash,
    status: STATUS[status] ?? 'UNKNOWN',
    unknownReason: UNKNOWN_REASON[reason] ?? 'NONE',
    epoch: report.epoch,
    statementAt: report.statementAt,
    orderDigest: report.orderDigest,
    paused,
    agent,
    lastHealedEpoch,
    lastHealAt,
    settlementLag: limits.settlementLag,
    perAction: limits.perAction,
    available,
  }
}
