import type { Hex } from 'viem'
import { encodeExitSlot, encodeFreeze } from '../../chain/darkpool/exitSlot.ts'
import { readPoolLogs } from '../../chain/darkpool/readPoolLogs.ts'
import { readQueuedAt } from '../../chain/darkpool/readQueuedAt.ts'
import { encodeReclaim } from '../../chain/darkpool/reclaim.ts'
import { readSlotKeys } from '../keys/readSlotKeys.ts'
import type { Maker } from '../maker.ts'
import type { Progress } from '../progress.ts'
import type { MakerView } from '../reading/makerView.ts'
import { RefusedError } from '../refusedError.ts'
import { type Claim, claimCredits } from './claimCredits.ts'

export type Departure = { steps: { step: 'freeze' | 'exit' | 'reclaim'; txHash: Hex }[]; claims: Claim[] }

const requireStale = async ({ client, pool, terms }: Maker, { block, queue }: MakerView): Promise<void> => {
  if (queue.head === queue.tail)
    throw new RefusedError(
      'nothing waits in the queue, so the pool cannot be frozen; queue a withdrawal, and try after the exit delay',
    )
  const queuedAt = await readQueuedAt(client, { pool, index: queue.head, block })
  const freezableAt = queuedAt + terms.exitDelay
  if (block.timestamp < freezableAt)
    throw new RefusedError(
      `the pool is still at work: it can be frozen ${freezableAt - block.timestamp} s from now, if nothing is settled until then`,
    )
}

/**
 * Leaves a pool whose operator is gone: freezes it, if nobody has, shows the slot's key to the contract, takes back what
 * waits, and claims. Everybody can read all that the slot ever did from then on. Run again, it goes on where it was.
 */
export const leavePool = async (maker: Maker, startBlock: bigint, progress: Progress): Promise<Departure> => {
  const { client, pool, reader, send } = maker
  const { signal, tell } = progress
  const steps: Departure['steps'] = []
  const call = async (step: Departure['steps'][number]['step'], data: Hex): Promise<void> => {
    tell(step)
    const { transactionHash: txHash } = await send({ to: pool, data }, signal)
    steps.push({ step, txHash })
  }

  const before = await reader.look()
  if (!before.isFrozen) {
    await requireStale(maker, before)
    await call('freeze', encodeFreeze())
  }
  const view = await reader.look()
  const { slot, block, history, waiting } = view
  // A pool is frozen for good: whoever left did it once.
  const hasLeft = history.some(({ kind }) => kind === 'exited')
  if (slot?.activeKey && !hasLeft) {
    const key = readSlotKeys(maker.keyFile).get(slot.activeKey)
    if (key === undefined)
      throw new RefusedError(`slot ${slot.slot} has the key ${slot.activeKey}, which is not in MAKER_SLOT_KEY_FILE`)
    const { leaves } = await readPoolLogs(client, { pool, startBlock, toBlock: block.number })
    if (leaves) await call('exit', encodeExitSlot({ key, leaves }))
  }
  for (const { index, isWithdrawal } of waiting) {
    if (!isWithdrawal) await call('reclaim', encodeReclaim({ index }))
  }
  return { steps, claims: await claimCredits(maker, progress) }
}
