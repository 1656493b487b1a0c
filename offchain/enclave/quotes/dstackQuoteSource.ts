import { hexToBytes } from 'viem'
import { z } from 'zod'
import { KitError } from '../../errors.ts'
import { postJson } from './postJson.ts'
import type { QuoteSource } from './quoteSource.ts'

/** The guest agent of dstack 0.4.2 and later, and its predecessor. Both speak JSON over HTTP on a Unix socket. */
export const DSTACK_DIALECTS = {
  dstack: { socketPath: '/var/run/dstack.sock', path: '/GetQuote' },
  // Not `Tappd.TdxQuote`: that one hashes the report data unless told otherwise, and its oldest versions always.
  tappd: { socketPath: '/var/run/tappd.sock', path: '/prpc/Tappd.RawQuote?json' },
} as const

export type DstackDialect = keyof typeof DSTACK_DIALECTS

export type DstackQuoteSourceParameters = {
  dialect: DstackDialect
  /** Where the agent listens, unless at its usual place. */
  socketPath?: string
  /** The quoting enclave on the host takes a few seconds. */
  timeoutMs?: number
}

const DEFAULT_TIMEOUT_MS = 60_000

const answerSchema = z.object({ quote: z.string() })
/** Of 64 kB; the largest quotes have 10 kB. */
const MAX_DIGITS = 131_072

/** The digits of a quote; undefined for anything else. Their number comes first: it bounds what is looked at. */
const readDigits = (answer: unknown): string | undefined => {
  const digits = answerSchema.safeParse(answer).data?.quote.replace(/^0x/, '')
  if (!digits || digits.length > MAX_DIGITS || digits.length % 2 !== 0) return undefined
  return /^[0-9a-f]*$/i.test(digits) ? digits : undefined
}

/**
 * Quotes from the agent that dstack runs in the guest.
 *
 * @source Dstack-TEE/dstack, sdk/curl/api.md and api-tappd.md, read 2026-11
 */
export const dstackQuoteSource = (parameters: DstackQuoteSourceParameters): QuoteSource => {
  const { dialect, timeoutMs = DEFAULT_TIMEOUT_MS } = parameters
  const { path } = DSTACK_DIALECTS[dialect]
  const socketPath = parameters.socketPath ?? DSTACK_DIALECTS[dialect].socketPath
  return {
    name: dialect,
    isSimulated: false,
    async quote(reportData, signal) {
      const body = { report_data: reportData.slice(2) }
      const answer = await postJson({ service: dialect, socketPath, path, body, timeoutMs, signal })
      const digits = readDigits(answer)
      if (!digits) throw new KitError(`${dialect} at ${socketPath} answered ${path} without a quote in hex`)
      return hexToBytes(`0x${digits}`)
    },
  }
}
