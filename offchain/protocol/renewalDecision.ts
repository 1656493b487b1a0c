export type RenewalPolicy = {
  /** The share of a registration's time after which it is renewed, in percent. */
  renewAtPercent: number
  /** Seconds before a renewal that did not move the expiry is tried again. */
  retryUnmovedSeconds: number
}

export type RenewalFacts = {
  /** Unix seconds of the chain. */
  now: number
  enclave: {
    /** Unix seconds. */
    expiresAt: number
    /** What the registry says of quote, collateral, policy and platform together. */
    isActive: boolean
    revoked: boolean
  }
  /** Chain time at which this expiry was first seen. */
  seenAt: number
  /** Chain time of the last registration since then: one that left the expiry where it was. */
  unmovedAt: number | undefined
  policy: RenewalPolicy
}

/**
 * `revoked` is for good: only another key can be registered. `register`: the registry does not count on this key now.
 * `wait` until a chain time, Unix seconds.
 */
export type RenewalDecision =
  | { action: 'revoked' }
  | { action: 'register' }
  | { action: 'renew' }
  | { action: 'wait'; until: number }

/**
 * What an enclave does about its registration. Where collateral or policy end before the quote would, a renewal cannot
 * move the expiry; it is then repeated now and again only, because ever smaller shares of what is left would be paid for.
 */
export const decideRenewal = ({ now, enclave, seenAt, unmovedAt, policy }: RenewalFacts): RenewalDecision => {
  if (enclave.revoked) return { action: 'revoked' }
  if (!enclave.isActive) return { action: 'register' }
  const share = seenAt + Math.floor(((enclave.expiresAt - seenAt) * policy.renewAtPercent) / 100)
  const until = unmovedAt === undefined ? share : Math.max(share, unmovedAt + policy.retryUnmovedSeconds)
  return now >= until ? { action: 'renew' } : { action: 'wait', until }
}
