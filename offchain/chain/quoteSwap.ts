import { type Address, type Hex, type PublicClient, parseAbi } from 'viem'

/** The one function of Uniswap's QuoterV2 that is used here; it is not a view, so it is simulated. */
const quoterAbi = parseAbi([
  'struct QuoteExactInputSingleParams { address tokenIn; address tokenOut; uint256 amountIn; uint24 fee; uint160 sqrtPriceLimitX96; }',
  'function quoteExactInputSingle(QuoteExactInputSingleParams params) returns (uint256 amountOut, uint160 sqrtPriceX96After, uint32 initializedTicksCrossed, uint256 gasEstimate)',
])

export type QuoteSwapParameters = {
  quoter: Address
  tokenIn: Address
  tokenOut: Address
  /** Hundredths of a basis point. */
  poolFee: number
  /** Base units of `tokenIn`. */
  amountIn: bigint
  /** The block whose state is asked. */
  blockHash: Hex
}

/** What a swap in one Uniswap v3 pool would return now, in base units of `tokenOut`. */
export const quoteSwap = async (
  client: PublicClient,
  { quoter, tokenIn, tokenOut, poolFee, amountIn, blockHash }: QuoteSwapParameters,
): Promise<bigint> => {
  const { result } = await client.simulateContract({
    address: quoter,
    abi: quoterAbi,
    functionName: 'quoteExactInputSingle',
    args: [{ tokenIn, tokenOut, amountIn, fee: poolFee, sqrtPriceLimitX96: 0n }],
    blockHash,
    requireCanonical: true,
  })
  return result[0]
}
