import { encodeFunctionData, type Hex } from 'viem'
import { creDarkPoolAbi } from '../generated.ts'
import { type Asset, encodeAsset } from './asset.ts'

/** Calldata of `CREDarkPool.withdraw`; `amount` is in pool units. What is settled waits to be claimed. */
export const encodeWithdraw = ({ asset, amount }: { asset: Asset; amount: bigint }): Hex =>
  encodeFunctionData({ abi: creDarkPoolAbi, functionName: 'withdraw', args: [encodeAsset(asset), amount] })
