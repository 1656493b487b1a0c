import type { Address, Hex, PublicClient } from 'viem'
import { nameTcbStatus, type TcbStatus } from '../../protocol/tdx/tcbStatus.ts'
import { enclaveRegistryAbi } from '../generated.ts'
import type { BlockHeader } from '../readHead.ts'

/** Index of `PlatformStatus` in src/types/Enclave.sol. */
const PLATFORM_STATUS = ['UNKNOWN', 'ALLOWED', 'BANNED'] as const

export type PlatformStatus = (typeof PLATFORM_STATUS)[number]

/** What a registered key stands on. Times are Unix seconds; of a policy that is no more, all is zero. */
export type EnclaveTerms = {
  policy: {
    validFrom: number
    validUntil: number
    maxAgeSeconds: number
    minEvaluationNumber: number
    worstTcbStatus: TcbStatus
  }
  platformStatus: PlatformStatus
}

export type ReadEnclaveTermsParameters = { registry: Address; policyId: Hex; platform: Hex; block: BlockHeader }

/** Reads a key's policy and the standing of its machine. */
export const readEnclaveTerms = async (
  client: PublicClient,
  { registry, policyId, platform, block }: ReadEnclaveTermsParameters,
): Promise<EnclaveTerms> => {
  const on = { address: registry, abi: enclaveRegistryAbi, blockHash: block.hash, requireCanonical: true } as const
  const [policy, status] = await Promise.all([
    client.readContract({ ...on, functionName: 'policy', args: [policyId] }),
    client.readContract({ ...on, functionName: 'platformStatus', args: [platform] }),
  ])
  return {
    policy: {
      validFrom: Number(policy.validFrom),
      validUntil: Number(policy.validUntil),
      maxAgeSeconds: policy.maxAge,
      minEvaluationNumber: policy.minEvaluationNumber,
      worstTcbStatus: nameTcbStatus(policy.worstTcbStatus),
    },
    platformStatus: PLATFORM_STATUS[status] ?? 'UNKNOWN',
  }
}
