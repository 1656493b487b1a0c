import { randomInt } from 'node:crypto'
import type { KitError } from '../../errors.ts'

/** How deliveries are tried and tried again. */
export type DeliveryPolicy = {
  /** One attempt, in milliseconds. */
  attemptMs: number
  /** After the first failure, in seconds; twice as long after each further one. */
  firstDelaySeconds: number
  /** Never longer than this, in seconds; at once this long when trying again soon cannot help. */
  longestDelaySeconds: number
  /** A message that is older than this when an attempt fails is given up, in seconds. */
  giveUpAfterSeconds: number
  /** What an abort leaves for a last attempt, in milliseconds. */
  flushMs: number
}

/** Outlasts a night, and a receiver that is down for long is asked four times an hour. */
export const DELIVERY_POLICY: DeliveryPolicy = {
  attemptMs: 10_000,
  firstDelaySeconds: 5,
  longestDelaySeconds: 900,
  giveUpAfterSeconds: 86_400,
  flushMs: 3_000,
}

export type RetryDelayParameters = {
  /** How often it was tried before. */
  attempts: number
  failure: Pick<KitError, 'retryable' | 'retryAfterMs'>
  policy: DeliveryPolicy
}

/** Seconds until the next attempt: between half and all of what is due, so that many senders do not come at once. */
export const retryDelay = ({ attempts, failure, policy }: RetryDelayParameters): number => {
  const { firstDelaySeconds, longestDelaySeconds } = policy
  const doubled = firstDelaySeconds * 2 ** Math.min(attempts, 30)
  const due = failure.retryable ? Math.min(doubled, longestDelaySeconds) : longestDelaySeconds
  const jittered = due - randomInt(Math.floor(due / 2) + 1)
  return Math.max(jittered, Math.ceil((failure.retryAfterMs ?? 0) / 1000))
}
