import { encodeFunctionData, type Hex } from 'viem'
import { creDarkPoolAbi } from '../generated.ts'

/** Calldata of `CREDarkPool.close`: by anyone, as soon as a round is due. */
export const encodeCloseRound = (): Hex => encodeFunctionData({ abi: creDarkPoolAbi, functionName: 'close' })
