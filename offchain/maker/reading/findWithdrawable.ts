import type { Asset } from '../../chain/darkpool/asset.ts'
import { FINE } from '../../protocol/pool/constants.ts'
import type { MakerView } from './makerView.ts'

/**
 * Most of an asset, in pool units, that a withdrawal can ask for and be sure to get: a refused one is public, and says
 * that the balance is smaller. What a quote can still sell is not counted; payment is rounded down to a unit.
 */
export const findWithdrawable = ({ balance, atRisk }: Pick<MakerView, 'balance' | 'atRisk'>, asset: Asset): bigint => {
  if (!balance) return 0n
  if (asset === 'payment') return balance.payment / FINE
  return balance.collateral > atRisk ? balance.collateral - atRisk : 0n
}
