import type { ActionKind } from '../store/journal.ts'
import type { Purpose } from './wallets/wallet.ts'

const PURPOSE: Record<ActionKind, Purpose> = {
  heal: 'heal',
  replenish: 'replenish',
  request: 'pool',
  expire: 'pool',
  poolDeposit: 'pool',
  stake: 'pool',
  collateral: 'upkeep',
}

/** What a transaction of an action is signed for. */
export const purposeOf = (kind: ActionKind): Purpose => PURPOSE[kind]
