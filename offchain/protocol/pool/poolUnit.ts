const COLLATERAL_DECIMALS = 8

/** Base units of the collateral token that make one pool unit, as `ICREDarkPool.unitOf` has it. */
export const collateralUnit = (decimals: number): bigint => 10n ** BigInt(Math.max(decimals - COLLATERAL_DECIMALS, 0))
