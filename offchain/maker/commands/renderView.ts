import { renderTime } from '../../rendering/renderTime.ts'
import type { DescribedBalance, DescribedEntry, DescribedQuote, DescribedStatus } from './describeView.ts'

const WIDTH = 13

const row = (name: string, value: string): string => `${name.padEnd(WIDTH)} ${value}`

const renderQuote = (quote: DescribedQuote | null): string => {
  if (!quote) return 'none'
  return 'unreadable' in quote ? 'does not open: it offers nothing' : `${quote.size} at ${quote.premiumBps} bps`
}

/** `balance` for people. */
export const renderBalance = (found: DescribedBalance): string =>
  [
    row('slot', found.slot === null ? 'none' : `${found.slot}`),
    row(
      'balance',
      found.balance
        ? `${found.balance.collateral}, ${found.balance.payment}`
        : 'not known: no active key in the key file',
    ),
    row('withdrawable', `${found.withdrawable.collateral}, ${found.withdrawable.payment}`),
    ...found.waiting.map(({ kind, amount, index }) => row('waiting', `${kind} of ${amount} (entry ${index})`)),
    row('to claim', `${found.credit.collateral}, ${found.credit.payment}, ${found.credit.ether}`),
    row('wallet', `${found.wallet.collateral}, ${found.wallet.payment}, ${found.wallet.ether}`),
    row('quote', renderQuote(found.quote)),
    ...(found.nextQuote
      ? [row('next quote', `${renderQuote(found.nextQuote.replacedBy)}, when the closed round ends`)]
      : []),
  ].join('\n')

const renderEntry = ({ kind, block, txHash, ...rest }: DescribedEntry): string => {
  const details = Object.entries(rest).map(([name, value]) => `${name} ${value}`)
  return [`block ${block}`.padEnd(WIDTH), kind.padEnd(10), ...details, txHash].join(' ')
}

/** `history` for people, a line for each entry. */
export const renderHistory = (entries: readonly DescribedEntry[]): string =>
  entries.length === 0 ? 'nothing happened yet' : entries.map(renderEntry).join('\n')

/** `status` for people. */
export const renderStatus = ({
  account,
  slot,
  round,
  isQuoting,
  quotedAt,
  waiting,
  problems,
}: DescribedStatus): string => {
  const keys = slot && `active key ${slot.activeKey ?? 'none'}${slot.pendingKey ? `, pending ${slot.pendingKey}` : ''}`
  return [
    row('account', account),
    row('slot', slot ? `${slot.slot}, ${keys}${slot.isReleasing ? ', to be given up' : ''}` : 'none'),
    row('round', `${round.number}, ${round.isClosed ? 'closed' : 'over'}`),
    row('quote', `${isQuoting ? 'stands' : 'none'}${quotedAt === null ? '' : `, last change ${renderTime(quotedAt)}`}`),
    row('waiting', `${waiting}`),
    ...(problems.length === 0 ? ['good'] : problems.map((problem) => row('PROBLEM', problem))),
  ].join('\n')
}
