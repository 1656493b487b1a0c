import { hexToBytes, isHex } from 'viem'
import { decodeSlotKey } from './slotKey.ts'

/** The reserve's slot key, and during a rotation the one that replaces it. */
export type SlotKeys = readonly [bigint, ...bigint[]]

const parseSlotKey = (text: string): bigint | undefined => {
  try {
    return isHex(text) ? decodeSlotKey(hexToBytes(text)) : undefined
  } catch {
    return undefined // the error might repeat what was given
  }
}

/** Reads the DON secret RESERVE_SLOT_KEY: one key, or two separated by a comma. The error repeats nothing of it. */
export const parseSlotKeys = (secret: string): SlotKeys => {
  const [first, second, ...more] = secret.split(',').map(parseSlotKey)
  const isSingle = secret.indexOf(',') < 0
  if (first === undefined || more.length > 0 || (second === undefined && !isSingle))
    throw new Error('RESERVE_SLOT_KEY must be one slot key, or two separated by a comma: each 0x and 64 hex digits')
  return second === undefined ? [first] : [first, second]
}
