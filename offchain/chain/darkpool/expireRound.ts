import { encodeFunctionData, type Hex } from 'viem'
import { creDarkPoolAbi } from '../generated.ts'

/** Calldata of `CREDarkPool.expire`: by anyone, for a round or a request that ran out of time. */
export const encodeExpireRound = (): Hex => encodeFunctionData({ abi: creDarkPoolAbi, functionName: 'expire' })
