import { isAddressEqual } from 'viem'
import type { Action, ActionKind, SignedTransaction } from '../store/journal.ts'

/** Whether a transaction of another kind was mined instead of this one: that is how the race ended, not the action. */
const lostToAnother = (
  { nonce, sender, reverted }: SignedTransaction,
  kind: ActionKind,
  actions: readonly Action[],
): boolean =>
  !reverted &&
  actions
    .filter((other) => other.kind !== kind)
    .some(({ transactions, minedIn }) =>
      transactions.some(
        (other) =>
          other.nonce === nonce &&
          isAddressEqual(other.sender, sender) &&
          (other.reverted || other.txHash === minedIn?.txHash),
      ),
    )

/** How often an action was signed for. An attempt is a nonce: transactions that replace each other are one. */
export const countAttempts = (action: Action | undefined, actions: readonly Action[]): number => {
  const attempts = action?.transactions.filter((sent) => !lostToAnother(sent, action.kind, actions))
  return new Set(attempts?.map(({ nonce }) => nonce)).size
}

/** How many transactions of these kinds reverted since a time, in Unix seconds. */
export const countReverts = (
  actions: readonly Action[],
  { kinds, since }: { kinds: readonly ActionKind[]; since: number },
): number =>
  actions
    .filter(({ kind }) => kinds.includes(kind))
    .flatMap(({ transactions }) => transactions)
    .filter(({ reverted, signedAt }) => reverted && signedAt >= since).length
