import { encodeFunctionData, type Hex } from 'viem'
import { creDarkPoolAbi } from '../generated.ts'
import { type Asset, encodeAsset } from './asset.ts'

/** Calldata of `CREDarkPool.deposit`; the pool has to be allowed to take the tokens. `amount` is in pool units. */
export const encodeDeposit = ({ asset, amount }: { asset: Asset; amount: bigint }): Hex =>
  encodeFunctionData({ abi: creDarkPoolAbi, functionName: 'deposit', args: [encodeAsset(asset), amount] })
