import { KitError } from '../../errors.ts'
import { LONGEST_RETRY_AFTER_MS, type NodeRefusal } from '../client/wire.ts'
import { RefusedError } from './refusedError.ts'

/** Those that are not simply forbidden, or to be tried again. */
const STATUSES: Record<string, number> = {
  malformed: 400,
  notSigned: 401,
  notFound: 404,
  noKey: 404,
  requestReplayed: 409,
  stepOutOfOrder: 409,
  tooManyRequests: 429,
}

/** As {@link NodeRefusal}'s schema has it. */
const LONGEST_MESSAGE = 1_000
const DEFAULT_RETRY_MS = 1_000

/** What a client is told of an error, and nothing of what is inside: `isExpected` says whether it was a refusal. */
export type DescribedRefusal = {
  status: number
  headers: Record<string, string>
  body: NodeRefusal
  isExpected: boolean
}

const isClientsFault = (error: unknown): error is { statusCode: number } => {
  const { statusCode } = error as { statusCode?: unknown }
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500
}

export const describeRefusal = (error: unknown): DescribedRefusal => {
  if (error instanceof RefusedError) {
    const { code, retryable, retryAfterMs: wait } = error
    const retryAfterMs = wait === undefined ? undefined : Math.min(Math.ceil(wait), LONGEST_RETRY_AFTER_MS)
    return {
      status: STATUSES[code] ?? (retryable ? 503 : 403),
      headers: retryable ? { 'retry-after': `${Math.ceil((retryAfterMs ?? DEFAULT_RETRY_MS) / 1_000)}` } : {},
      body: {
        code,
        message: error.message.slice(0, LONGEST_MESSAGE),
        retryable,
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      },
      isExpected: true,
    }
  }
  // Of the server: a body that is too long, of another type, or cut off.
  if (isClientsFault(error)) {
    const body = { code: 'malformed', message: 'the request cannot be read', retryable: false }
    return { status: error.statusCode, headers: {}, body, isExpected: true }
  }
  const retryable = error instanceof KitError && error.retryable
  const body = { code: 'internal', message: 'this node has a problem of its own; its log says which', retryable }
  return { status: 500, headers: {}, body, isExpected: false }
}
