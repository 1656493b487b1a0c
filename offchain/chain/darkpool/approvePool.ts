import { type Address, encodeFunctionData, erc20Abi, type Hex, type PublicClient } from 'viem'

/** Calldata of the token's `approve`: the pool may take `amount`, in the token's base units. */
export const encodeApprovePool = ({ pool, amount }: { pool: Address; amount: bigint }): Hex =>
  encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [pool, amount] })

/** What the pool may still take of an account, in the token's base units. */
export const readAllowance = (
  client: PublicClient,
  { token, owner, pool }: { token: Address; owner: Address; pool: Address },
): Promise<bigint> =>
  client.readContract({ address: token, abi: erc20Abi, functionName: 'allowance', args: [owner, pool] })
