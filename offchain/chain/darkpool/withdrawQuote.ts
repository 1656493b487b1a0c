import { encodeFunctionData, type Hex } from 'viem'
import { creDarkPoolAbi } from '../generated.ts'

/** Calldata of `CREDarkPool.withdrawQuote`: at once, or when the round that is closed ends. */
export const encodeWithdrawQuote = (): Hex => encodeFunctionData({ abi: creDarkPoolAbi, functionName: 'withdrawQuote' })
