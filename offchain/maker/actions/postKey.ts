import type { Hex } from 'viem'
import { readSlotKey } from '../../chain/darkpool/readSlotKey.ts'
import { encodeRegisterSlot, encodeRotateKey } from '../../chain/darkpool/registerSlot.ts'
import { commitSlotKey } from '../../protocol/slotKey.ts'
import { addSlotKey } from '../keys/addSlotKey.ts'
import { readSlotKeys } from '../keys/readSlotKeys.ts'
import { sealSlotKey } from '../keys/sealSlotKey.ts'
import type { Maker } from '../maker.ts'
import type { Progress } from '../progress.ts'
import type { MakerView } from '../reading/makerView.ts'
import { RefusedError } from '../refusedError.ts'

export type PostedSlotKey = {
  slot: number
  commitment: Hex
  /** Undefined: it had been posted before, and nothing was sent. */
  txHash: Hex | undefined
}

/** The newest key of the file if nobody has seen it yet: a run that was killed made it. A new one otherwise. */
const chooseKey = async ({ client, pool, keyFile }: Maker, { block }: MakerView): Promise<bigint> => {
  const newest = [...readSlotKeys(keyFile)].at(-1)
  if (!newest) return addSlotKey(keyFile)
  const [commitment, key] = newest
  const { status } = await readSlotKey(client, { pool, commitment, block })
  return status === 'unknown' ? key : addSlotKey(keyFile)
}

const requireHeld = ({ keyFile }: Maker, commitment: Hex, slot: number): void => {
  if (readSlotKeys(keyFile).has(commitment)) return
  throw new RefusedError(
    `slot ${slot} has the key ${commitment}, which is not in MAKER_SLOT_KEY_FILE ${keyFile}: name the right file, or replace the key with \`maker rotate\``,
  )
}

const post = async (
  maker: Maker,
  view: MakerView,
  { masterKey, isNew, signal, tell }: Progress & { masterKey: Hex; isNew: boolean },
): Promise<PostedSlotKey> => {
  const { chainId, pool, account: owner, keyFile } = maker
  const key = await chooseKey(maker, view)
  // On disk by now: what is lost from here on is lost to nobody.
  tell(`the key ${commitSlotKey(key)} is in ${keyFile}; keep a copy of that file off line`)
  const posted = sealSlotKey({ key, masterKey, chainId, pool, owner })
  const data = isNew ? encodeRegisterSlot(posted) : encodeRotateKey(posted)
  const { transactionHash: txHash } = await maker.send({ to: pool, data }, signal)
  const { slot } = await maker.reader.look()
  if (slot?.pendingKey !== posted.commitment && slot?.activeKey !== posted.commitment)
    throw new RefusedError(
      `the key ${posted.commitment} was posted by ${txHash}, but is not of the slot; run the same again`,
    )
  return { slot: slot.slot, commitment: posted.commitment, txHash }
}

export type PostKeyParameters = {
  /** Of the vault that the key is sealed to. */
  masterKey: Hex
}

/** Takes a slot, with a key that is on disk before anything is sent. Run again, it goes on where it was. */
export const registerMaker = async (
  maker: Maker,
  { masterKey }: PostKeyParameters,
  progress: Progress,
): Promise<PostedSlotKey> => {
  const view = await maker.reader.look()
  const { slot, isAdmitted, isFrozen, isPaused, account } = view
  const commitment = slot?.pendingKey ?? slot?.activeKey
  if (slot && commitment) {
    requireHeld(maker, commitment, slot.slot)
    return { slot: slot.slot, commitment, txHash: undefined }
  }
  if (isFrozen) throw new RefusedError('the pool is frozen: nobody can join it any more')
  if (!isAdmitted) throw new RefusedError(`${account} is not admitted to the pool; ask its owner for it`)
  if (isPaused) throw new RefusedError('the pool is paused: try again later')
  return post(maker, view, { ...progress, masterKey, isNew: true })
}

/**
 * Posts a key that is to replace the slot's, leaked or lost: the old one need not be in the file. A key that is pending
 * already, and in the file, is left to become active.
 */
export const rotateMakerKey = async (
  maker: Maker,
  { masterKey }: PostKeyParameters,
  progress: Progress,
): Promise<PostedSlotKey> => {
  const view = await maker.reader.look()
  const { slot, isFrozen, account } = view
  if (!slot)
    throw new RefusedError(`${account} has no slot whose key could be replaced; take one with \`maker register\``)
  if (isFrozen) throw new RefusedError('the pool is frozen: no key becomes active any more')
  const { pendingKey } = slot
  if (pendingKey && readSlotKeys(maker.keyFile).has(pendingKey))
    return { slot: slot.slot, commitment: pendingKey, txHash: undefined }
  return post(maker, view, { ...progress, masterKey, isNew: false })
}
