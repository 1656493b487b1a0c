import { encodeFunctionData, type Hex } from 'viem'
import { creDarkPoolAbi } from '../generated.ts'

/** Calldata of `CREDarkPool.reclaim`: by anyone, for a deposit that waits in a frozen pool. */
export const encodeReclaim = ({ index }: { index: bigint }): Hex =>
  encodeFunctionData({ abi: creDarkPoolAbi, functionName: 'reclaim', args: [index] })
