import type { Hex } from 'viem'
import { encodeApprovePool, readAllowance } from '../../chain/darkpool/approvePool.ts'
import type { Asset } from '../../chain/darkpool/asset.ts'
import { encodeDeposit } from '../../chain/darkpool/deposit.ts'
import { readWallet } from '../../chain/darkpool/readPoolAssets.ts'
import { slotEventsIn } from '../../chain/darkpool/scanSlotEvents.ts'
import { encodeWithdraw } from '../../chain/darkpool/withdraw.ts'
import { KitError } from '../../errors.ts'
import { formatAmount } from '../amounts/formatAmount.ts'
import type { Maker } from '../maker.ts'
import type { Progress } from '../progress.ts'
import { findWithdrawable } from '../reading/findWithdrawable.ts'
import type { MakerView } from '../reading/makerView.ts'
import { requireKeyedSlot } from '../reading/requireKeyedSlot.ts'
import { RefusedError } from '../refusedError.ts'

export type EntryParameters = {
  asset: Asset
  /** In pool units. */
  amount: bigint
}

export type QueuedEntry = EntryParameters & { index: bigint; txHash: Hex }

/** One entry a slot and asset: whoever runs a command twice has the second one refused while the first one waits. */
const requireNoneWaits = ({ assets }: Maker, { waiting }: MakerView, asset: Asset): void => {
  const entry = waiting.find((one) => one.asset === asset)
  if (!entry) return
  const what = `${entry.isWithdrawal ? 'withdrawal' : 'deposit'} of ${formatAmount(assets, asset, entry.amount)}`
  throw new RefusedError(`a ${what} waits already, as entry ${entry.index} of the queue; wait for its settlement`)
}

const queue = async (maker: Maker, entry: EntryParameters, data: Hex, signal: AbortSignal): Promise<QueuedEntry> => {
  const receipt = await maker.send({ to: maker.pool, data }, signal)
  const queued = slotEventsIn(receipt, maker.pool).find(({ kind }) => kind === 'queued')
  if (queued?.kind !== 'queued') throw new KitError(`transaction ${receipt.transactionHash} queued nothing`)
  return { ...entry, index: queued.index, txHash: receipt.transactionHash }
}

/** Allows the pool exactly the amount, if need be, and queues a deposit of it. */
export const depositAsset = async (
  maker: Maker,
  { asset, amount }: EntryParameters,
  { signal, tell }: Progress,
): Promise<QueuedEntry> => {
  const { client, pool, account, assets } = maker
  const view = await maker.reader.look()
  requireKeyedSlot(view)
  if (view.isPaused) throw new RefusedError('the pool is paused: it takes no deposits now')
  requireNoneWaits(maker, view, asset)
  const held = (await readWallet(client, { assets, account }))[asset]
  if (held < amount)
    throw new RefusedError(
      `${account} has ${formatAmount(assets, asset, held)}, not ${formatAmount(assets, asset, amount)}`,
    )
  const { address: token, unit } = assets[asset]
  if ((await readAllowance(client, { token, owner: account, pool })) < amount * unit) {
    tell(`allowing the pool to take ${formatAmount(assets, asset, amount)}`)
    await maker.send({ to: token, data: encodeApprovePool({ pool, amount: amount * unit }) }, signal)
  }
  return queue(maker, { asset, amount }, encodeDeposit({ asset, amount }), signal)
}

/** Queues a withdrawal that is sure to be paid; a {@link RefusedError} for more, before anybody could see it. */
export const withdrawAsset = async (
  maker: Maker,
  { asset, amount }: EntryParameters,
  { signal }: Pick<Progress, 'signal'>,
): Promise<QueuedEntry> => {
  const { assets } = maker
  const view = await maker.reader.look()
  const { slot } = requireKeyedSlot(view)
  if (!view.balance)
    throw new RefusedError(`the balance of slot ${slot} cannot be read: its key is not in MAKER_SLOT_KEY_FILE`)
  requireNoneWaits(maker, view, asset)
  const withdrawable = findWithdrawable(view, asset)
  if (amount > withdrawable) {
    const risk = asset === 'collateral' && view.atRisk > 0n
    const advice = risk ? '; what a quote can still sell is not counted: run `maker unquote --wait` for more' : ''
    throw new RefusedError(
      `${formatAmount(assets, asset, amount)} is more than the ${formatAmount(assets, asset, withdrawable)} that are sure to be paid; nothing was sent, because a refused withdrawal is public${advice}`,
    )
  }
  return queue(maker, { asset, amount }, encodeWithdraw({ asset, amount }), signal)
}
