import { formatUnits } from 'viem'
import type { Token } from '../../chain/readTokens.ts'

/** An exact amount with its unit and with thousands set apart: `1,250,000.5 USDC`. Base units where no token is known. */
export const renderAmount = (amount: bigint, token: Pick<Token, 'symbol' | 'decimals'> | undefined): string => {
  if (!token) return `${amount} base units`
  const [whole = '0', fraction] = formatUnits(amount, token.decimals).split('.')
  const grouped = whole.replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',')
  return `${grouped}${fraction ? `.${fraction}` : ''} ${token.symbol}`
}
