import { type Address, erc20Abi, type Hex, type PublicClient } from 'viem'

export type ReadBalanceParameters = { token: Address; holder: Address; blockHash: Hex }

/** What an account holds of a token as of one block, in base units. */
export const readBalance = (
  client: PublicClient,
  { token, holder, blockHash }: ReadBalanceParameters,
): Promise<bigint> =>
  client.readContract({
    address: token,
    abi: erc20Abi,
    functionName: 'balanceOf',
    args: [holder],
    blockHash,
    requireCanonical: true,
  })
