import type { Address, Hex, PublicClient } from 'viem'
import { recoveryTreasuryAbi } from './generated.ts'

/** Least collateral (base units) that the treasury accepts for `spend` payment base units now; throws on a bad price. */
export const readMinimumOut = (
  client: PublicClient,
  { treasury, spend, blockHash }: { treasury: Address; spend: bigint; blockHash: Hex },
): Promise<bigint> =>
  client.readContract({
    address: treasury,
    abi: recoveryTreasuryAbi,
    functionName: 'minimumOut',
    args: [spend],
    blockHash,
    requireCanonical: true,
  })
