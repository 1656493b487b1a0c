import type { Action, SignedTransaction } from '../../store/journal.ts'

/** An action as it is shown: what could be broadcast by whoever reads it is left out. */
export type ReportedAction = Omit<Action, 'transactions'> & {
  transactions: readonly Omit<SignedTransaction, 'rawTransaction'>[]
}

/** Leaves out the signed bytes. */
export const reportAction = ({ transactions, ...action }: Action): ReportedAction => ({
  ...action,
  transactions: transactions.map(({ rawTransaction: _, ...transaction }) => transaction),
})
