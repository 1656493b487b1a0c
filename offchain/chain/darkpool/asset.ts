import type { Adjustment } from '../../protocol/pool/types.ts'

/** What a slot holds: indices are those of `Asset` in src/types/Pool.sol. */
const ASSETS = ['collateral', 'payment'] as const satisfies readonly Adjustment['asset'][]

export type Asset = (typeof ASSETS)[number]

export const encodeAsset = (asset: Asset): number => ASSETS.indexOf(asset)

export const decodeAsset = (index: number): Asset => (index === 0 ? 'collateral' : 'payment')
