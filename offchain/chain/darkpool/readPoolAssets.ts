import { type Address, erc20Abi, type PublicClient } from 'viem'
import { creDarkPoolAbi } from '../generated.ts'
import { readTokens, type Token, type Tokens } from '../readTokens.ts'
import { type Asset, encodeAsset } from './asset.ts'

/** One of a pool's two tokens. */
export type PoolAsset = Omit<Token, 'decimals'> & {
  /** Of an amount in pool units. */
  decimals: number
  /** Base units of the token in a pool unit. */
  unit: bigint
}

export type PoolAssets = Record<Asset, PoolAsset>

/** Reads which tokens a pool holds, and how it counts them. */
export const readPoolAssets = async (client: PublicClient, { pool }: { pool: Address }): Promise<PoolAssets> => {
  const on = { address: pool, abi: creDarkPoolAbi } as const
  const [collateral, payment] = await Promise.all([
    client.readContract({ ...on, functionName: 'collateral' }),
    client.readContract({ ...on, functionName: 'payment' }),
  ])
  const tokens: Tokens = await readTokens(client, { collateral, payment })
  const count = async (asset: Asset): Promise<PoolAsset> => {
    const unit = await client.readContract({ ...on, functionName: 'unitOf', args: [encodeAsset(asset)] })
    // A power of ten.
    return { ...tokens[asset], unit, decimals: tokens[asset].decimals - (`${unit}`.length - 1) }
  }
  return { collateral: await count('collateral'), payment: await count('payment') }
}

export type ReadWalletParameters = { assets: PoolAssets; account: Address }

/** What an account holds outside of the pool, in whole pool units, and in wei. */
export const readWallet = async (
  client: PublicClient,
  { assets, account }: ReadWalletParameters,
): Promise<Record<Asset, bigint> & { etherAmount: bigint }> => {
  const held = async ({ address, unit }: PoolAsset): Promise<bigint> =>
    (await client.readContract({ address, abi: erc20Abi, functionName: 'balanceOf', args: [account] })) / unit
  const [collateral, payment, etherAmount] = await Promise.all([
    held(assets.collateral),
    held(assets.payment),
    client.getBalance({ address: account }),
  ])
  return { collateral, payment, etherAmount }
}
