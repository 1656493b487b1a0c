import { type Address, erc20Abi, type PublicClient } from 'viem'

export type Token = { address: Address; symbol: string; decimals: number }

/** What heals spend and what they deliver. */
export type Tokens = { payment: Token; collateral: Token }

const readToken = async (client: PublicClient, address: Address): Promise<Token> => {
  const [symbol, decimals] = await Promise.all([
    client.readContract({ address, abi: erc20Abi, functionName: 'symbol' }),
    client.readContract({ address, abi: erc20Abi, functionName: 'decimals' }),
  ])
  return { address, symbol, decimals }
}

/** How the treasury's two tokens are called and counted. */
export const readTokens = async (
  client: PublicClient,
  wiring: { payment: Address; collateral: Address },
): Promise<Tokens> => {
  const [payment, collateral] = await Promise.all([
    readToken(client, wiring.payment),
    readToken(client, wiring.collateral),
  ])
  return { payment, collateral }
}
