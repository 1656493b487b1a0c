import { createReadStream } from 'node:fs'
import { bytesToString, hexToBytes } from 'viem'
import { UnreadableError } from '../protocol/tdx/unreadableError.ts'

/** Far more than any collateral: two documents and two CRLs, in hex. */
export const LARGEST_FILE = 1_000_000
/** Largest quote or document of Intel's, in bytes: no transaction holds many more, and the real ones have less than 32,000. */
export const LARGEST_DOCUMENT = 65_536

/** A file's bytes; `-` is standard input. `name` says what the file should be. Never reads more than `largest`. */
export const readInput = async (file: string, name: string, largest = LARGEST_FILE): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    // A pipe or a device has no size that could be looked at first, and may have no end.
    for await (const chunk of file === '-' ? process.stdin : createReadStream(file)) {
      chunks.push(chunk)
      length += chunk.length
      if (length > largest) throw new UnreadableError(`${name}: ${file} has more than ${largest} bytes`)
    }
  } catch (error) {
    if (error instanceof UnreadableError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    throw new UnreadableError(`${name}: cannot read ${file} (${code ?? message})`, { cause: error })
  }
  if (length === 0) throw new UnreadableError(`${name}: ${file} is empty`)
  return new Uint8Array(Buffer.concat(chunks))
}

/** Refuses what no store could take; a chain that is asked for that fails, and decides nothing. */
export const requireShort = (bytes: { length: number }, name: string): void => {
  if (bytes.length <= LARGEST_DOCUMENT) return
  throw new UnreadableError(`${name}: ${bytes.length} bytes, wanted at most ${LARGEST_DOCUMENT}`)
}

/** Bytes as they are, or decoded if they are hex text, with or without 0x and line breaks. No raw quote is text. */
export const decodeHexText = (bytes: Uint8Array, name: string): Uint8Array => {
  const isText = bytes.every((byte) => byte === 0x0a || byte === 0x0d || (byte >= 0x20 && byte < 0x7f))
  if (!isText) return bytes
  const digits = bytesToString(bytes).replace(/\s+/g, '').replace(/^0x/, '')
  const stray = digits.search(/[^0-9a-fA-F]/)
  if (stray >= 0) throw new UnreadableError(`${name}: text, but digit ${stray} is not hex`)
  if (digits.length % 2 !== 0) throw new UnreadableError(`${name}: an odd number of hex digits (${digits.length})`)
  return hexToBytes(`0x${digits}`)
}
