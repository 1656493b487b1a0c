import { KitError } from '../../errors.ts'

export type UrlRequest = {
  /** A secret. */
  url: URL
  /** What the operator calls it. */
  name: string
  method: 'GET' | 'HEAD' | 'POST'
  headers?: Record<string, string>
  body?: string
  signal: AbortSignal
}

const LONGEST_RETRY_AFTER_SECONDS = 3600

/** Milliseconds, from whole or broken seconds or a date; undefined when it says nothing usable. */
const retryAfterMs = (header: string | null): number | undefined => {
  if (header === null) return undefined
  const seconds = /^\d+(\.\d+)?$/.test(header) ? Math.ceil(Number(header)) : (Date.parse(header) - Date.now()) / 1000
  return Number.isFinite(seconds)
    ? Math.ceil(Math.min(Math.max(seconds, 0), LONGEST_RETRY_AFTER_SECONDS) * 1000)
    : undefined
}

const isRetryable = (status: number) => status >= 500 || [408, 425, 429].includes(status)

/** A word for why there was no answer. Never the message: it may hold the address. */
const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown error'
  const { code } = (error.cause ?? {}) as { code?: unknown }
  return typeof code === 'string' ? code : error.name
}

/**
 * Asks once and follows no redirect; resolves when the answer is 2xx, whatever it holds. Rejects with a KitError that
 * holds the status or an error code and never the URL.
 */
export const requestUrl = async ({ url, name, signal, ...init }: UrlRequest): Promise<void> => {
  const response = await fetch(url, { ...init, redirect: 'manual', signal }).catch((error: unknown) => {
    if (signal.aborted) throw new KitError(`${name} did not answer in time`, { retryable: true })
    throw new KitError(`${name} cannot be reached (${codeOf(error)})`, { retryable: true })
  })
  // Nothing in the answer matters, and it may be endless.
  await response.body?.cancel().catch(() => undefined)
  if (response.ok) return
  const { status } = response
  throw new KitError(`${name} answered ${status}`, {
    retryable: isRetryable(status),
    retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
  })
}
