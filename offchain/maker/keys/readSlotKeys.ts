import fs from 'node:fs'
import { type Hex, hexToBytes } from 'viem'
import { readSecretFile } from '../../config/readSecretFile.ts'
import { KitError } from '../../errors.ts'
import { commitSlotKey, decodeSlotKey, SlotKeyError } from '../../protocol/slotKey.ts'

const KEY = /^0x[0-9a-fA-F]{64}$/

/** A slot's keys by their commitments, in the order in which they were made. */
export type SlotKeys = ReadonlyMap<Hex, bigint>

const parseKey = (text: string): bigint | undefined => {
  if (!KEY.test(text)) return undefined
  try {
    return decodeSlotKey(hexToBytes(text as Hex))
  } catch (error) {
    if (error instanceof SlotKeyError) return undefined
    throw error
  }
}

/**
 * All keys in a file of mode 600, one a line, the newest last; none if there is no such file. Old ones open what the slot
 * was before it had the new one. A {@link KitError} for anything else, which never shows what is in the file.
 */
export const readSlotKeys = (file: string): SlotKeys => {
  if (!fs.existsSync(file)) return new Map()
  const read = readSecretFile(file)
  if ('problem' in read) throw new KitError(`MAKER_SLOT_KEY_FILE: ${read.problem}`)
  const keys = new Map<Hex, bigint>()
  read.text.split(/\s*\n/).forEach((line, index) => {
    if (line === '') return
    const key = parseKey(line)
    if (key === undefined)
      throw new KitError(
        `MAKER_SLOT_KEY_FILE: line ${index + 1} of ${file} is no slot key (0x and 64 hex digits, below the field's order); restore the file from its copy`,
      )
    keys.set(commitSlotKey(key), key)
  })
  return keys
}
