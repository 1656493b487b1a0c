import { type Address, encodeFunctionData, type Hex } from 'viem'
import { creDarkPoolAbi } from '../generated.ts'

/** Calldata of `CREDarkPool.claimEther`, which sends the sender's returned stakes. */
export const encodeClaimEther = ({ to }: { to: Address }): Hex =>
  encodeFunctionData({ abi: creDarkPoolAbi, functionName: 'claimEther', args: [to] })
