import { type Address, encodeFunctionData, type Hex } from 'viem'
import { creDarkPoolAbi } from '../generated.ts'
import { type Asset, encodeAsset } from './asset.ts'

/** Calldata of `CREDarkPool.claim`, which sends all that the sender was credited with in one asset. */
export const encodeClaim = ({ asset, to }: { asset: Asset; to: Address }): Hex =>
  encodeFunctionData({ abi: creDarkPoolAbi, functionName: 'claim', args: [encodeAsset(asset), to] })
