import { formatEther } from 'viem'
import type { PoolAssets } from '../../chain/darkpool/readPoolAssets.ts'
import type { Claim } from '../actions/claimCredits.ts'
import { formatAmount } from '../amounts/formatAmount.ts'

export type DescribedClaim = { amount: string; txHash: string }

/** What was claimed, with units. */
export const describeClaims = (assets: PoolAssets, claims: readonly Claim[]): DescribedClaim[] =>
  claims.map(({ asset, amount, txHash }) => ({
    amount: asset === 'ether' ? `${formatEther(amount)} ETH` : formatAmount(assets, asset, amount),
    txHash,
  }))

/** The same for people. */
export const renderClaims = (claims: readonly DescribedClaim[]): string =>
  claims.length === 0
    ? 'nothing to claim'
    : claims.map(({ amount, txHash }) => `claimed      ${amount} ${txHash}`).join('\n')
