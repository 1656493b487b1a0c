import fs from 'node:fs'

/** A piece of one recorded stream, as it was written. */
export type SpoolPiece = {
  stream: number
  /** Where the stream comes from; with its first piece only. */
  where: string | undefined
  /** Bytes before the first 32-byte word, for a record of words. */
  head: number | undefined
  isLast: boolean
  bytes: Buffer
}

/** A file that streams are written to piece by piece, as they come, and read back from; nothing of it stays in memory. */
export type Spool = {
  append(piece: { stream: number; where?: string; head?: number; isLast: boolean; bytes: Uint8Array }): void
  read(): Generator<SpoolPiece, void, undefined>
  close(): void
}

/** Stream (4 bytes), length of `where` (4), length of the piece (4), whether it is the last (1), head (2). */
const HEADER_BYTES = 15
const NO_HEAD = 0xffff

const readExactly = (file: number, length: number, at: number): Buffer => {
  const bytes = Buffer.alloc(length)
  let done = 0
  while (done < length) {
    const count = fs.readSync(file, bytes, done, length - done, at + done)
    if (count === 0) throw new Error(`the spool ends within a piece, at ${at + done}`)
    done += count
  }
  return bytes
}

export const openSpool = (path: string): Spool => {
  const file = fs.openSync(path, 'wx+', 0o600)
  let size = 0
  return {
    append({ stream, where = '', head = NO_HEAD, isLast, bytes }) {
      const name = Buffer.from(where)
      const header = Buffer.alloc(HEADER_BYTES)
      header.writeUInt32LE(stream, 0)
      header.writeUInt32LE(name.length, 4)
      header.writeUInt32LE(bytes.length, 8)
      header.writeUInt8(isLast ? 1 : 0, 12)
      header.writeUInt16LE(head, 13)
      for (const part of [header, name, bytes]) {
        for (let done = 0; done < part.length; ) {
          const count = fs.writeSync(file, part, done, part.length - done, size)
          done += count
          size += count
        }
      }
    },
    *read() {
      const end = size
      for (let at = 0; at < end; ) {
        const header = readExactly(file, HEADER_BYTES, at)
        const [nameLength, length] = [header.readUInt32LE(4), header.readUInt32LE(8)]
        const head = header.readUInt16LE(13)
        const name = readExactly(file, nameLength, at + HEADER_BYTES)
        const bytes = readExactly(file, length, at + HEADER_BYTES + nameLength)
        yield {
          stream: header.readUInt32LE(0),
          where: nameLength === 0 ? undefined : name.toString(),
          head: head === NO_HEAD ? undefined : head,
          isLast: header.readUInt8(12) === 1,
          bytes,
        }
        at += HEADER_BYTES + nameLength + length
      }
    },
    close: () => fs.closeSync(file),
  }
}
