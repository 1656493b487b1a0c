import fs from 'node:fs'
import path from 'node:path'
import { numberToHex } from 'viem'
import { KitError } from '../../errors.ts'
import { randomSlotKey } from '../../protocol/slotKey.ts'
import { readSlotKeys } from './readSlotKeys.ts'

const NEWLINE = 0x0a

const syncFolder = (folder: string): void => {
  const handle = fs.openSync(folder, 'r')
  try {
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
}

const writeLine = (file: string, flags: string, line: string): void => {
  const handle = fs.openSync(file, flags, 0o600)
  try {
    fs.writeSync(handle, line)
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
}

/** Whole or not at all, and never over a file that is there: it may hold the only copy of another key. */
const createFile = (file: string, line: string): void => {
  const draft = `${file}.${process.pid}.new`
  writeLine(draft, 'wx', line)
  try {
    fs.linkSync(draft, file)
  } finally {
    fs.unlinkSync(draft)
  }
  syncFolder(path.dirname(file))
}

/** A file that was restored or edited by hand may lack its last newline. */
const endsInLine = (file: string): boolean => {
  const text = fs.readFileSync(file)
  return text.length === 0 || text.at(-1) === NEWLINE
}

/** Makes a slot key and puts it on disk, as the last of the file, where it is found again. Whoever gets it back may use it. */
export const addSlotKey = (file: string): bigint => {
  const key = randomSlotKey()
  const line = `${numberToHex(key, { size: 32 })}\n`
  try {
    if (fs.existsSync(file)) writeLine(file, 'a', endsInLine(file) ? line : `\n${line}`)
    else createFile(file, line)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new KitError(`MAKER_SLOT_KEY_FILE ${file} cannot be written (${code}); nothing was sent`)
  }
  if ([...readSlotKeys(file).values()].at(-1) !== key)
    throw new KitError(`MAKER_SLOT_KEY_FILE ${file} does not end with the key just written to it; nothing was sent`)
  return key
}
