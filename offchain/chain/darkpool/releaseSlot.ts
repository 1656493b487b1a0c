import { encodeFunctionData, type Hex } from 'viem'
import { creDarkPoolAbi } from '../generated.ts'

/** Calldata of `CREDarkPool.releaseSlot`: the sender wants to give its slot up once it is empty. */
export const encodeReleaseSlot = (): Hex => encodeFunctionData({ abi: creDarkPoolAbi, functionName: 'releaseSlot' })
