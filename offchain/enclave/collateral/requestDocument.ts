import { setTimeout as delay } from 'node:timers/promises'
import { abortAfter } from '../../abortAfter.ts'
import { KitError } from '../../errors.ts'

/** How patiently a server is asked. Milliseconds and bytes. */
export type RequestLimits = {
  /** For one attempt, body included. */
  attemptMs: number
  attempts: number
  /** Before the second attempt; twice as long before each further one. */
  firstDelayMs: number
  /** A server that asks for a longer pause is left alone, and the caller told for how long. */
  longestDelayMs: number
  maxBytes: number
}

/** Intel's largest document has 20 KB. One document comes within a minute, or does not. */
export const REQUEST_LIMITS: RequestLimits = {
  attemptMs: 10_000,
  attempts: 3,
  firstDelayMs: 1_000,
  longestDelayMs: 10_000,
  maxBytes: 1_000_000,
}

export type RequestDocumentParameters = {
  url: URL
  /** What is asked for, as errors say it: they never hold the address. */
  name: string
  limits: RequestLimits
  signal: AbortSignal
}

export type ServedDocument = { body: Uint8Array; headers: Headers }

const LONGEST_RETRY_AFTER_SECONDS = 86_400

/** Retry-After (RFC 9110, 10.2.3) in milliseconds: seconds or a date; undefined when it says nothing usable. */
export const readRetryAfter = (header: string | null, nowMs: number): number | undefined => {
  if (header === null) return undefined
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - nowMs) / 1_000
  if (!Number.isFinite(seconds)) return undefined
  return Math.ceil(Math.min(Math.max(seconds, 0), LONGEST_RETRY_AFTER_SECONDS) * 1_000)
}

const isRetryable = (status: number) => status >= 500 || [408, 425, 429].includes(status)

/** A word for why there was no answer. Never the message: it may hold the address. */
const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown error'
  const { code } = (error.cause ?? {}) as { code?: unknown }
  return typeof code === 'string' ? code : error.name
}

const readBody = async (response: Response, maxBytes: number, name: string): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > maxBytes) throw new KitError(`${name}: more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const attempt = async ({ url, name, limits, signal }: RequestDocumentParameters): Promise<ServedDocument> => {
  const limited = abortAfter(limits.attemptMs, signal)
  try {
    const response = await fetch(url, { redirect: 'manual', signal: limited })
    const { status, headers } = response
    if (status !== 200) {
      await response.body?.cancel()
      const retryAfterMs = readRetryAfter(headers.get('retry-after'), Date.now())
      throw new KitError(`${name}: answered ${status}`, { retryable: isRetryable(status), retryAfterMs })
    }
    return { body: await readBody(response, limits.maxBytes, name), headers }
  } catch (error) {
    if (error instanceof KitError) throw error
    if (signal.aborted) throw new KitError(`${name}: no longer wanted`)
    const why = limited.aborted ? 'no answer in time' : `cannot be reached (${codeOf(error)})`
    throw new KitError(`${name}: ${why}`, { retryable: true })
  }
}

/** Gets a small document. Tries again what may pass, not before the server wants it, and never for long. */
export const requestDocument = async (parameters: RequestDocumentParameters): Promise<ServedDocument> => {
  const { limits, signal } = parameters
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt(parameters)
    } catch (error) {
      if (!(error instanceof KitError) || !error.retryable || tries >= limits.attempts) throw error
      const pauseMs = Math.max(limits.firstDelayMs * 2 ** (tries - 1), error.retryAfterMs ?? 0)
      if (pauseMs > limits.longestDelayMs) throw error
      await delay(pauseMs, undefined, { signal }).catch(() => undefined)
    }
  }
}
