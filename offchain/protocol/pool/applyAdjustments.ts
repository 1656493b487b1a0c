import { FINE } from './constants.ts'
import type { Adjustment, Balance } from './types.ts'

const applyOne = (balance: Balance, { asset, kind, amount }: Adjustment): Balance => {
  const value = asset === 'payment' ? amount * FINE : amount
  return { ...balance, [asset]: balance[asset] + (kind === 'deposit' ? value : -value) }
}

/**
 * Deposits and withdrawals, in the queue's order. A withdrawal that the slot cannot pay at its turn changes nothing and
 * is not tried again: what is accepted follows from the balances alone.
 */
export const applyAdjustments = (
  balances: readonly Balance[],
  adjustments: readonly Adjustment[],
): { balances: Balance[]; accepted: boolean[] } => {
  const current = [...balances]
  const accepted = adjustments.map((adjustment) => {
    const after = applyOne(current[adjustment.slot] as Balance, adjustment)
    const isPossible = after[adjustment.asset] >= 0n
    if (isPossible) current[adjustment.slot] = after
    return isPossible
  })
  return { balances: current, accepted }
}
