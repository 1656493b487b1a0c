import { isAddressEqual } from 'viem'
import { refuse, refuseForNow } from '../refuse.ts'
import type { ReleaseRule } from '../releaseRule.ts'

/** The ciphertext is the one that the label's sender posted as its slot's key, and the slot has not done with that key. */
export const requirePostedSlotKey: ReleaseRule = async ({ question: { label, ciphertextId }, chain }) => {
  const { contract: pool, subject: commitment, sender } = label
  const { status, owner, sealedKeyHash } = await chain.slotKey(pool, commitment)
  const key = `slot key ${commitment} of pool ${pool}`
  if (status === 'unknown') return refuseForNow('slotKeyUnknown', `${key} is not posted at block ${chain.block.number}`)
  if (status === 'retired') return refuse('slotKeyRetired', `${key} is retired at block ${chain.block.number}`)
  if (!isAddressEqual(owner, sender)) {
    return refuse('slotKeyOwnerMismatch', `${key} was posted by ${owner}, not by ${sender} as the label says`)
  }
  if (ciphertextId.toLowerCase() === sealedKeyHash) return undefined
  return refuse('ciphertextNotPosted', `${key} was posted as ciphertext ${sealedKeyHash}, not ${ciphertextId}`)
}
