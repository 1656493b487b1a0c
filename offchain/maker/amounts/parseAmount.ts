import { parseUnits } from 'viem'
import type { Asset } from '../../chain/darkpool/asset.ts'
import type { PoolAssets } from '../../chain/darkpool/readPoolAssets.ts'
import { KitError } from '../../errors.ts'
import { AMOUNT_BITS } from '../../protocol/pool/constants.ts'

const AMOUNT = /^(\d{1,20})(?:\.(\d{1,18}))? ([A-Za-z0-9.]{1,16})$/

/** What is wrong with a text as an amount, before it is known which tokens there are; undefined if nothing is. */
export const findAmountFault = (text: string): string | undefined =>
  AMOUNT.test(text) ? undefined : 'give a decimal amount and its unit, with a space between, such as "1.5 WBTC"'

/**
 * An amount with its unit, such as `1.5 WBTC`, in pool units: the unit says which of the pool's tokens is meant. Nothing is
 * rounded: a {@link KitError} for more decimals than the pool counts, for zero, and for a unit of another token.
 */
export const parseAmount = (assets: PoolAssets, text: string): { asset: Asset; amount: bigint } => {
  const [, whole = '', fraction = '', unit = ''] = AMOUNT.exec(text) ?? []
  if (unit === '') throw new KitError(`"${text}" is no amount: ${findAmountFault(text)}`)
  const asset = (['collateral', 'payment'] as const).find((one) => assets[one].symbol === unit)
  const { collateral, payment } = assets
  if (!asset) throw new KitError(`"${text}": the pool holds ${collateral.symbol} and ${payment.symbol}, not ${unit}`)
  const { decimals } = assets[asset]
  if (fraction.length > decimals)
    throw new KitError(`"${text}" has more than the ${decimals} decimals that the pool counts ${unit} in`)
  const amount = parseUnits(`${whole}.${fraction}`, decimals)
  if (amount === 0n) throw new KitError(`"${text}" is nothing: give an amount above zero`)
  if (amount >> AMOUNT_BITS !== 0n) throw new KitError(`"${text}" is more than the pool can count`)
  return { asset, amount }
}
