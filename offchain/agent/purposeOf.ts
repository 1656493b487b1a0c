import type { ActionKind } from '../store/journal.ts'
import type { Purpose } from './wallets/wallet.ts'

/** What a transaction of an action is signed for. */
export const purposeOf = (kind: ActionKind): Purpose => (kind === 'collateral' ? 'upkeep' : kind)
