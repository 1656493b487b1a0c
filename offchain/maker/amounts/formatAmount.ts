import type { Asset } from '../../chain/darkpool/asset.ts'
import type { PoolAssets } from '../../chain/darkpool/readPoolAssets.ts'
import { formatDecimalAmount } from '../../protocol/formatDecimalAmount.ts'

/** An amount in pool units as people write it, with its unit: `1.50000000 WBTC`. */
export const formatAmount = (assets: PoolAssets, asset: Asset, amount: bigint): string =>
  `${formatDecimalAmount(amount, assets[asset].decimals)} ${assets[asset].symbol}`
