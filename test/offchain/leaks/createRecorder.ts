import fs from 'node:fs'
import path from 'node:path'
import { createLeakSearch, type LeakSearch } from '../../../offchain/local/pool/createLeakSearch.ts'
import { isRoundedEncoding } from '../../../offchain/local/pool/numberForms.ts'
import type { SecretNumber } from '../../../offchain/local/pool/secretPatterns.ts'
import { type WrittenSecret, writeSecret } from '../../../offchain/local/pool/writeSecret.ts'
import { openSpool, type Spool, type SpoolPiece } from './spool.ts'

/** A stream that is being recorded; what is appended is searched as if it had come at once. */
export type RecordedStream = { append(bytes: Uint8Array): void; close(): void }

/** One way on which something could leave. */
export type Channel = {
  /** Records bytes that are complete. `head`: they are 32-byte words behind so many bytes. */
  write(bytes: Uint8Array, where: string, head?: number): void
  /** Begins a stream that comes in pieces, such as a body or a process's output. */
  open(where: string): RecordedStream
}

export type Finding = { channel: string; name: string; where: string; encoding: string }

export type SearchResult = {
  findings: Finding[]
  /** Rounded forms that a channel is too full of to say anything: decoys were found there in the same form. */
  unjudged: { channel: string; encodings: string[] }[]
  /** What was searched. A channel of which nothing was recorded proves nothing. */
  searched: { channel: string; bytes: number; streams: number }[]
}

export type ControlResult = { channel: string; planted: number; missed: { name: string; encoding: string }[] }

export type Recorder = {
  /** The channel of this name, begun if there is none. */
  channel(name: string): Channel
  /** Where in all that was recorded any of the secrets stands, in whichever encoding. Streams still open count as they are. */
  search(secrets: readonly SecretNumber[]): SearchResult
  /** The positive control: hides each secret, in each encoding, in what each channel recorded, and says what is not found. */
  searchPlanted(secrets: readonly SecretNumber[]): ControlResult[]
  /** Forgets everything that was recorded. */
  close(): void
}

type Recording = { spool: Spool; bytes: number; streams: number }

/** Longer writes are cut, so that a search never holds more of them in memory. */
const LONGEST_PIECE = 1 << 20
/** Bytes of a channel that a positive control hides secrets in. */
const COVER_BYTES = 2_048

const fileNameOf = (channel: string): string => `${channel.replaceAll(/[^A-Za-z0-9]+/g, '-')}.spool`

/** Searches a channel piece by piece; each stream's end is kept until its next piece, so that nothing hides between two. */
const searchSpool = (
  spool: Spool,
  search: LeakSearch,
  onHit: (hit: { name: string; encoding: string; where: string }) => void,
  onDecoy: (encoding: string) => void,
): void => {
  const open = new Map<number, { where: string; tail: Buffer }>()
  const searchPiece = ({ stream, where, head, isLast, bytes }: SpoolPiece): void => {
    const before = open.get(stream)
    const name = where ?? before?.where ?? 'nowhere'
    const window = before ? Buffer.concat([before.tail, bytes]) : bytes
    const { hits, decoyed } = search.find({ bytes: window, head, isStart: !before, isEnd: isLast })
    for (const hit of hits) onHit({ ...hit, where: name })
    for (const encoding of decoyed) onDecoy(encoding)
    if (isLast) open.delete(stream)
    else open.set(stream, { where: name, tail: window.subarray(Math.max(0, window.length - search.overlap)) })
  }
  for (const piece of spool.read()) searchPiece(piece)
  // A stream that nobody closed ends here, and so may a number at its end.
  for (const stream of [...open.keys()]) {
    searchPiece({ stream, where: undefined, head: undefined, isLast: true, bytes: Buffer.alloc(0) })
  }
}

/** The first bytes of a channel that are long enough to hide something in, or the longest there are. */
const coverOf = (spool: Spool): Pick<SpoolPiece, 'bytes' | 'head'> => {
  let longest: Pick<SpoolPiece, 'bytes' | 'head'> = { bytes: Buffer.alloc(0), head: undefined }
  for (const { bytes, head } of spool.read()) {
    if (bytes.length > longest.bytes.length) longest = { bytes: bytes.subarray(0, COVER_BYTES), head }
    if (longest.bytes.length === COVER_BYTES) break
  }
  return longest
}

/** Where a number can stand by itself in a text, nearest to the middle; the middle, where it can nowhere. */
const gapOf = ({ bytes, head = 0 }: Pick<SpoolPiece, 'bytes' | 'head'>): number => {
  const middle = head + Math.floor((bytes.length - head) / 2)
  const isGap = (at: number): boolean => /^[\s"':{}[\]][\s"'{}[\]]$/.test(bytes.toString('latin1', at - 1, at + 1))
  for (let away = 0; away < middle; away++) {
    if (isGap(middle + away)) return middle + away
    if (isGap(middle - away)) return middle - away
  }
  return middle
}

const isFoundIn = (
  search: LeakSearch,
  { bytes, head, gap }: Pick<SpoolPiece, 'bytes' | 'head'> & { gap: number },
  written: WrittenSecret,
): boolean => {
  const start = head ?? 0
  const middle = Math.floor((bytes.length - start) / 2)
  // Words are looked for at the places of words, numbers where numbers stand.
  const place = written.encoding.startsWith('number') ? gap : start + middle
  const at = Math.max(0, written.isWord ? start + middle - (middle % 32) : place)
  const planted = Buffer.concat([bytes.subarray(0, at), written.bytes, bytes.subarray(at)])
  const { hits } = search.find({ bytes: planted, head, isStart: true, isEnd: true })
  return hits.some(({ name, encoding }) => name === written.name && encoding === written.encoding)
}

/** Records bytes to files in `folder`, which only its owner can read, and searches them afterwards. */
export const createRecorder = ({ folder }: { folder: string }): Recorder => {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  const recordings = new Map<string, Recording>()
  let streams = 0

  const begin = (name: string): Recording => {
    const known = recordings.get(name)
    if (known) return known
    const recording = { spool: openSpool(path.join(folder, fileNameOf(name))), bytes: 0, streams: 0 }
    recordings.set(name, recording)
    return recording
  }
  const openStream = (recording: Recording, where: string, head?: number) => {
    const stream = ++streams
    recording.streams += 1
    let isFirst = true
    const append = (bytes: Uint8Array, isLast: boolean): void => {
      recording.bytes += bytes.length
      recording.spool.append({ stream, ...(isFirst && { where }), head, isLast, bytes })
      isFirst = false
    }
    return append
  }

  return {
    channel(name) {
      const recording = begin(name)
      return {
        write(bytes, where, head) {
          const append = openStream(recording, where, head)
          // Words are searched at their places, so that what has any stays whole.
          if (head !== undefined) return append(bytes, true)
          for (let from = 0; from < bytes.length; from += LONGEST_PIECE) {
            append(bytes.subarray(from, from + LONGEST_PIECE), from + LONGEST_PIECE >= bytes.length)
          }
        },
        open(where) {
          const append = openStream(recording, where)
          return { append: (bytes) => append(bytes, false), close: () => append(new Uint8Array(), true) }
        },
      }
    },
    search(secrets) {
      const search = createLeakSearch(secrets)
      const findings: Finding[] = []
      const unjudged: SearchResult['unjudged'] = []
      for (const [channel, { spool }] of recordings) {
        const found = new Map<string, Finding>()
        const common = new Set<string>()
        const keep = (hit: Omit<Finding, 'channel'>): void =>
          void found.set(`${hit.name}|${hit.encoding}|${hit.where}`, { channel, ...hit })
        searchSpool(spool, search, keep, (encoding) => common.add(encoding))
        const isCommon = (encoding: string): boolean => isRoundedEncoding(encoding) && common.has(encoding)
        findings.push(...[...found.values()].filter(({ encoding }) => !isCommon(encoding)))
        if (common.size > 0) unjudged.push({ channel, encodings: [...common].sort() })
      }
      const searched = [...recordings].map(([channel, { bytes, streams: count }]) => ({
        channel,
        bytes,
        streams: count,
      }))
      return { findings, unjudged, searched }
    },
    searchPlanted(secrets) {
      const search = createLeakSearch(secrets)
      const written = secrets.flatMap(writeSecret)
      return [...recordings].map(([channel, { spool }]) => {
        const found = coverOf(spool)
        const cover = { ...found, gap: gapOf(found) }
        const hidden = written.filter(({ isWord }) => !isWord || cover.head !== undefined)
        const missed = hidden.filter((secret) => !isFoundIn(search, cover, secret))
        return { channel, planted: hidden.length, missed: missed.map(({ name, encoding }) => ({ name, encoding })) }
      })
    },
    close() {
      for (const [name, { spool }] of recordings) {
        spool.close()
        fs.rmSync(path.join(folder, fileNameOf(name)), { force: true })
      }
      recordings.clear()
    },
  }
}
