import { type Address, type PublicClient, parseAbi, zeroAddress } from 'viem'

const quoterAbi = parseAbi(['function factory() view returns (address)'])
const factoryAbi = parseAbi(['function getPool(address a, address b, uint24 fee) view returns (address)'])

export type FindPoolParameters = {
  /** Uniswap's QuoterV2, which knows its factory. */
  quoter: Address
  tokens: readonly [Address, Address]
  /** Hundredths of a basis point. */
  poolFee: number
}

/** The Uniswap v3 pool that a quoter would ask about two tokens; undefined when nobody created it. */
export const findPool = async (
  client: PublicClient,
  { quoter, tokens, poolFee }: FindPoolParameters,
): Promise<Address | undefined> => {
  const factory = await client.readContract({ address: quoter, abi: quoterAbi, functionName: 'factory' })
  const pool = await client.readContract({
    address: factory,
    abi: factoryAbi,
    functionName: 'getPool',
    args: [...tokens, poolFee],
  })
  return pool === zeroAddress ? undefined : pool
}
