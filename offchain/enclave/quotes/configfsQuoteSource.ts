import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Hex, hexToBytes } from 'viem'
import { KitError } from '../../errors.ts'
import type { QuoteSource } from './quoteSource.ts'

export const CONFIGFS_ROOT = '/sys/kernel/config/tsm/report'

/** The file operations that the kernel's interface consists of. */
export type ConfigfsFiles = {
  mkdir(folder: string): Promise<unknown>
  readFile(file: string): Promise<Uint8Array>
  writeFile(file: string, bytes: Uint8Array): Promise<void>
  rmdir(folder: string): Promise<void>
}

export type ConfigfsQuoteSourceParameters = {
  root?: string
  files?: ConfigfsFiles
  /** How often a quote is asked for before it is given up for now. */
  attempts?: number
  /** Between two attempts; the kernel looks at a pending quote once a second. */
  retryDelayMs?: number
}

const PROVIDER = 'tdx_guest'

/** What passes by itself: a quote of somebody else in flight, an interrupted or expired wait, a host that failed once. */
const PASSING = new Set(['EBUSY', 'EINTR', 'EAGAIN', 'ETIMEDOUT', 'EIO'])

const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException).code ?? '')

const describeOpening = (root: string, error: unknown): string => {
  const code = codeOf(error)
  if (code === 'ENOENT') return `${root} does not exist; mount configfs and load tsm and tdx_guest (Linux 6.7 or later)`
  if (code === 'ENXIO') return `${root}: no provider; this is not a confidential guest, or its driver is not loaded`
  if (code === 'EACCES' || code === 'EPERM') return `${root}: only root may ask for quotes; run as root`
  return `${root}: ${code || (error as Error).message}`
}

/** The kernel cannot be told to stop, but nobody has to wait for it: what it answers later is forgotten. */
const orAborted = async <Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> => {
  if (!signal) return work
  const ended = new AbortController()
  const aborted = new Promise<never>((_resolve, reject) => {
    const abort = () => reject(new KitError('given up when told to stop', { retryable: true }))
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true, signal: ended.signal })
  })
  return Promise.race([work, aborted]).finally(() => ended.abort())
}

/** One write and one read; undefined when another writer came in between, or the kernel took no new input. */
const readQuote = async (files: ConfigfsFiles, entry: string, reportData: Hex): Promise<Uint8Array | undefined> => {
  const readText = async (name: string) => new TextDecoder().decode(await files.readFile(path.join(entry, name))).trim()
  const generation = async () => BigInt(await readText('generation'))
  const provider = await readText('provider')
  if (provider !== PROVIDER) throw new KitError(`the kernel's provider of reports is ${provider}, not ${PROVIDER}`)

  const before = await generation()
  await files.writeFile(path.join(entry, 'inblob'), hexToBytes(reportData))
  const quote = await files.readFile(path.join(entry, 'outblob'))
  // The kernel takes the input when its file is closed, and says there of no refusal: only this number tells.
  return (await generation()) === before + 1n ? quote : undefined
}

/**
 * Quotes from Linux itself: a folder of our own below `root`, which the kernel fills with files.
 *
 * @source Linux, Documentation/ABI/testing/configfs-tsm-report, drivers/virt/coco/{guest/report.c,tdx-guest}, read 2026-11
 */
export const configfsQuoteSource = (parameters: ConfigfsQuoteSourceParameters = {}): QuoteSource => {
  const { root = CONFIGFS_ROOT, files = fs, attempts = 5, retryDelayMs = 1_000 } = parameters

  const attempt = async (reportData: Hex): Promise<Uint8Array | undefined> => {
    const entry = path.join(root, `enclave-${process.pid}-${randomBytes(8).toString('hex')}`)
    try {
      await files.mkdir(entry)
    } catch (error) {
      throw new KitError(describeOpening(root, error), { cause: error })
    }
    try {
      return await readQuote(files, entry, reportData)
    } finally {
      await files.rmdir(entry)
    }
  }

  return {
    name: 'configfs-tsm',
    isSimulated: false,
    async quote(reportData, signal) {
      let reason = 'another writer came in between'
      for (let made = 1; ; made++) {
        try {
          const quote = await orAborted(attempt(reportData), signal)
          if (quote && quote.length > 0) return quote
          if (quote) reason = 'the quote is empty'
        } catch (error) {
          if (!PASSING.has(codeOf(error))) throw error
          reason = codeOf(error)
        }
        if (made === attempts) {
          throw new KitError(`${root} gave no quote in ${attempts} attempts: ${reason}`, { retryable: true })
        }
        await delay(retryDelayMs, undefined, { signal })
      }
    },
  }
}
