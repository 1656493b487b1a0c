import type { Hex } from 'viem'
import { encodeReleaseSlot } from '../../chain/darkpool/releaseSlot.ts'
import { FINE } from '../../protocol/pool/constants.ts'
import type { Maker } from '../maker.ts'
import { RefusedError } from '../refusedError.ts'

/**
 * Asks to give the slot up, which the next settlement does. A {@link RefusedError} while the slot is not empty: the wish
 * would stand for ever, and everybody would see that it has something. Undefined: it is given up, or asked for, already.
 */
export const releaseMakerSlot = async (maker: Maker, signal: AbortSignal): Promise<Hex | undefined> => {
  const { slot, balance, waiting, isFrozen } = await maker.reader.look()
  if (!slot || slot.isReleasing) return undefined
  if (isFrozen) throw new RefusedError('the pool is frozen: leave it with `maker exit`')
  if (waiting.length > 0) throw new RefusedError('a deposit or a withdrawal waits; wait for its settlement')
  if (slot.activeKey && !balance)
    throw new RefusedError(`whether slot ${slot.slot} is empty cannot be read: its key is not in MAKER_SLOT_KEY_FILE`)
  if (balance && (balance.collateral > 0n || balance.payment >= FINE))
    throw new RefusedError(`slot ${slot.slot} is not empty; take everything out with \`maker withdraw\` first`)
  const { transactionHash } = await maker.send({ to: maker.pool, data: encodeReleaseSlot() }, signal)
  return transactionHash
}
