import { formatUnits } from 'viem'

/**
 * Base units as a decimal with every digit of the token and always a point: 10 USDC is `10.000000`. Programs that read
 * `10` as dollars or as base units, depending on its size or their version, cannot misread it.
 */
export const formatDecimalAmount = (amount: bigint, decimals: number): string => {
  const [whole, fraction = ''] = formatUnits(amount, decimals).split('.')
  return `${whole}.${fraction.padEnd(decimals, '0')}`
}
