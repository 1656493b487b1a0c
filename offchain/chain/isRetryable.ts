import { BaseError, BlockNotFoundError, HttpRequestError, RpcRequestError, TimeoutError } from 'viem'
import { KitError } from '../errors.ts'
import { findRevert } from './describeError.ts'

/** What an endpoint can cause: a block may also be missing because it is new, or because it is orphaned. */
const PASSING = [RpcRequestError, HttpRequestError, TimeoutError, BlockNotFoundError]

const chainOf = (error: unknown): unknown[] => {
  const chain: unknown[] = []
  for (let inner = error; inner !== undefined && inner !== null && !chain.includes(inner); ) {
    chain.push(inner)
    inner = (inner as { cause?: unknown }).cause
  }
  return chain
}

/**
 * Whether trying the same again later can help: an endpoint failed, refused or disagreed with others. A revert is what
 * the chain says, and anything else is a mistake of ours: neither passes by itself.
 */
export const isRetryable = (error: unknown): boolean => {
  const chain = chainOf(error)
  const kitError = chain.find((inner) => inner instanceof KitError)
  if (kitError instanceof KitError) return kitError.retryable
  if (error instanceof BaseError && findRevert(error)) return false
  return chain.some((inner) => PASSING.some((passing) => inner instanceof passing))
}
