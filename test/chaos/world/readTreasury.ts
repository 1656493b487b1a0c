import { type Address, parseAbi } from 'viem'
import type { LocalClient } from '../../../offchain/local/chain/localClient.ts'

/** Ours, not the generated one: what the suite believes must not come from what it checks. */
const abi = parseAbi([
  'function latestReport() view returns ((uint40 epoch, uint40 statementAt, uint40 recordedAt, uint40 insolventSince, uint96 mintCeiling, bytes32 orderDigest))',
  'function lastHealAt() view returns (uint40)',
  'function lastHealedEpoch() view returns (uint40)',
  'function limits() view returns ((uint112 perAction, uint112 perWindow, uint40 settlementLag, uint40 fallbackDelay, uint112 fallbackSpend, uint16 maxSlippageBps, uint16 maxDepegBps, uint96 minBtcUsd, uint96 maxBtcUsd))',
])

/** Newest epoch that is recorded, newest that is healed, and until when statements cannot have seen the last heal. */
export const readTreasury = async (
  client: LocalClient,
  { attestation, treasury }: { attestation: Address; treasury: Address },
): Promise<{ lastEpoch: number; lastHealedEpoch: number; settledAt: number }> => {
  const onTreasury = { address: treasury, abi } as const
  const [report, lastHealAt, lastHealedEpoch, limits] = await Promise.all([
    client.readContract({ address: attestation, abi, functionName: 'latestReport' }),
    client.readContract({ ...onTreasury, functionName: 'lastHealAt' }),
    client.readContract({ ...onTreasury, functionName: 'lastHealedEpoch' }),
    client.readContract({ ...onTreasury, functionName: 'limits' }),
  ])
  const settledAt = lastHealAt === 0 ? 0 : lastHealAt + limits.settlementLag
  return { lastEpoch: report.epoch, lastHealedEpoch, settledAt }
}
