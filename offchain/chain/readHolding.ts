import { type Address, erc20Abi, type PublicClient } from 'viem'

/** What an account holds of a token, in base units, and how to show it. */
export type Holding = { balance: bigint; decimals: number; symbol: string }

/** Reads one account's balance of a token, with the token's decimals and symbol. */
export const readHolding = async (
  client: PublicClient,
  { token, holder }: { token: Address; holder: Address },
): Promise<Holding> => {
  const on = { address: token, abi: erc20Abi } as const
  const [balance, decimals, symbol] = await Promise.all([
    client.readContract({ ...on, functionName: 'balanceOf', args: [holder] }),
    client.readContract({ ...on, functionName: 'decimals' }),
    client.readContract({ ...on, functionName: 'symbol' }),
  ])
  return { balance, decimals, symbol }
}
