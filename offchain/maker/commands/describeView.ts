import { formatEther, formatUnits } from 'viem'
import type { PoolAssets } from '../../chain/darkpool/readPoolAssets.ts'
import { BPS, FINE } from '../../protocol/pool/constants.ts'
import { formatAmount } from '../amounts/formatAmount.ts'
import { findWithdrawable } from '../reading/findWithdrawable.ts'
import { latestQuote, type MakerView, type OpenedQuote } from '../reading/makerView.ts'
import type { StoryEntry, WaitingEntry } from '../reading/slotStory.ts'

/** Decimals of fine units below those of a pool unit. */
const FINE_DECIMALS = `${FINE}`.length - 1
const PRICE_DECIMALS = 8

export type DescribedQuote = { size: string; premiumBps: string } | { unreadable: true }

/** An amount in fine units, with every decimal that is not zero. */
const formatFine = ({ payment }: PoolAssets, fine: bigint): string =>
  `${formatUnits(fine, payment.decimals + FINE_DECIMALS)} ${payment.symbol}`

const describeQuote = (assets: PoolAssets, opened: OpenedQuote | undefined): DescribedQuote | null => {
  if (!opened) return null
  if (!opened.quote) return { unreadable: true }
  const { size, premiumBps } = opened.quote
  return { size: formatAmount(assets, 'collateral', size), premiumBps: `${premiumBps}` }
}

const describeWaiting = (assets: PoolAssets, { index, asset, isWithdrawal, amount }: WaitingEntry) => ({
  index: `${index}`,
  kind: isWithdrawal ? 'withdrawal' : 'deposit',
  amount: formatAmount(assets, asset, amount),
})

/** What `balance` answers; amounts as `--amount` takes them. */
export const describeBalance = (
  assets: PoolAssets,
  view: MakerView,
  wallet: { collateral: bigint; payment: bigint; etherAmount: bigint },
) => {
  const { slot, balance, waiting, credit, quote, nextQuote, block } = view
  const amounts = ({ collateral, payment }: { collateral: bigint; payment: bigint }) => ({
    collateral: formatAmount(assets, 'collateral', collateral),
    payment: formatAmount(assets, 'payment', payment),
  })
  return {
    block: Number(block.number),
    slot: slot?.slot ?? null,
    // Payment is held in finer units than can be withdrawn: rounded down here, exact beside it.
    balance: balance
      ? {
          ...amounts({ collateral: balance.collateral, payment: balance.payment / FINE }),
          paymentExact: formatFine(assets, balance.payment),
        }
      : null,
    withdrawable: amounts({
      collateral: findWithdrawable(view, 'collateral'),
      payment: findWithdrawable(view, 'payment'),
    }),
    waiting: waiting.map((entry) => describeWaiting(assets, entry)),
    credit: { ...amounts(credit), ether: `${formatEther(credit.etherAmount)} ETH` },
    wallet: { ...amounts(wallet), ether: `${formatEther(wallet.etherAmount)} ETH` },
    quote: describeQuote(assets, quote),
    // What the end of the closed round puts in its place.
    nextQuote: nextQuote ? { replacedBy: describeQuote(assets, nextQuote.posted) } : null,
  }
}

export type DescribedBalance = ReturnType<typeof describeBalance>

const describeTrade = (
  assets: PoolAssets,
  { collateral, payment, requestId }: StoryEntry & { kind: 'sold' | 'bought' },
) => ({
  requestId: `${requestId}`,
  collateral: formatAmount(assets, 'collateral', collateral),
  payment: formatFine(assets, payment),
  /** Paid for one coin, premium included; rounded down. */
  price: `${formatUnits(payment / (collateral * BPS), PRICE_DECIMALS)} ${assets.payment.symbol}`,
})

/** One line of `history`. */
export const describeEntry = (assets: PoolAssets, entry: StoryEntry) => {
  const { kind, blockNumber, txHash, round } = entry
  const moment = { kind, ...(round !== undefined && { round: `${round}` }), block: Number(blockNumber), txHash }
  switch (entry.kind) {
    case 'activated':
    case 'unreadable':
      return { ...moment, commitment: entry.commitment }
    case 'deposited':
    case 'withdrawn':
    case 'refused':
      return { ...moment, index: `${entry.index}`, amount: formatAmount(assets, entry.asset, entry.amount) }
    case 'claimed':
      return { ...moment, amount: formatAmount(assets, entry.asset, entry.amount) }
    case 'sold':
      return {
        ...moment,
        ...describeTrade(assets, entry),
        premiumBps: entry.premiumBps === undefined ? null : `${entry.premiumBps}`,
      }
    case 'bought':
      return { ...moment, ...describeTrade(assets, entry) }
    case 'exited':
      return {
        ...moment,
        collateral: formatAmount(assets, 'collateral', entry.collateral),
        payment: formatAmount(assets, 'payment', entry.payment),
      }
    case 'released':
      return moment
  }
}

export type DescribedEntry = ReturnType<typeof describeEntry>

const findProblems = (view: MakerView, isKeyHeld: boolean, etherAmount: bigint): string[] => {
  const { slot, account, isAdmitted, isFrozen, isPaused, balance } = view
  const standing = latestQuote(view)
  return [
    ...(isFrozen ? ['the pool is frozen: leave it with `maker exit`'] : []),
    ...(isPaused ? ['the pool is paused'] : []),
    ...(isAdmitted ? [] : [`${account} is not admitted to the pool: it can take no slot, and cannot quote`]),
    ...(slot ? [] : ['the account has no slot: `maker register`']),
    ...(slot && !slot.activeKey ? ['the key waits for the settlement that activates it'] : []),
    ...(slot?.activeKey && !isKeyHeld
      ? ['the active key is not in MAKER_SLOT_KEY_FILE: name the right file, or `maker rotate`']
      : []),
    ...(slot?.activeKey && isKeyHeld && !balance ? ['the leaf does not open under the active key'] : []),
    ...(standing && isKeyHeld && !standing.quote
      ? ['the quote does not open, and offers nothing: post another one']
      : []),
    ...(etherAmount === 0n ? ['the account has no ether to pay for transactions with'] : []),
  ]
}

/** What `status` answers: nothing in it is secret. */
export const describeStatus = (
  view: MakerView,
  { isKeyHeld, etherAmount }: { isKeyHeld: boolean; etherAmount: bigint },
) => {
  const { block, account, slot, isAdmitted, isPaused, isFrozen, round, waiting, quotedAt } = view
  return {
    block: Number(block.number),
    account,
    isAdmitted,
    isPaused,
    isFrozen,
    slot: slot
      ? {
          slot: slot.slot,
          activeKey: slot.activeKey ?? null,
          pendingKey: slot.pendingKey ?? null,
          isKeyHeld,
          isReleasing: slot.isReleasing,
        }
      : null,
    round: { number: `${round.number}`, isClosed: round.isClosed },
    isQuoting: latestQuote(view) !== undefined,
    quotedAt: quotedAt ?? null,
    waiting: waiting.length,
    problems: findProblems(view, isKeyHeld, etherAmount),
  }
}

export type DescribedStatus = ReturnType<typeof describeStatus>
