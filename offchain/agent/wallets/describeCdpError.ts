import type { Address } from 'viem'
import { KitError } from '../../errors.ts'

/** What the SDK's errors carry besides a message. Their class is not exported; status 0 is no answer at all. */
type ApiError = { statusCode: number; errorType: string }

const isApiError = (error: unknown): error is ApiError =>
  error instanceof Error && 'statusCode' in error && 'errorType' in error && typeof error.statusCode === 'number'

/** What to do about a refusal that trying again does not change. */
const FIXES: Record<number, string> = {
  401: 'check CDP_API_KEY_ID, CDP_API_KEY_SECRET and CDP_WALLET_SECRET',
  403: "check the API key's permissions and the account's policies",
  404: 'check AGENT_ADDRESS and that the API key is of its project',
}

/**
 * Why a request to CDP failed, and whether it may succeed later. Without the SDK's error: it can hold the request's
 * headers, and its message what we sent.
 */
export const describeCdpError = (error: unknown, account: Address): KitError => {
  if (error instanceof KitError) return error
  if (!isApiError(error)) {
    return new KitError(
      'the request to CDP could not be made; check the format of CDP_API_KEY_SECRET and CDP_WALLET_SECRET',
    )
  }
  const { statusCode } = error
  const retryable = statusCode === 0 || statusCode === 408 || statusCode === 429 || statusCode >= 500
  // A stable word, unless it is not ours to trust.
  const type = /^[a-z0-9_]{1,64}$/.test(error.errorType) ? error.errorType : 'unknown'
  const what = `CDP does not sign for ${account}: ${statusCode === 0 ? 'no answer' : statusCode} (${type})`
  return new KitError(retryable ? what : `${what}; ${FIXES[statusCode] ?? 'see its documentation'}`, { retryable })
}
