import type { Rate } from './createTokenBuckets.ts'

/** What a node's server puts up with. An address is one of IPv4, or a /64 of IPv6. */
export type ServerLimits = {
  /** Requests of any kind by one address. */
  addressRate: Rate
  /** Share requests that are being decided at once: each may wait for the chain. */
  releasesInFlight: number
  releasesPerAddress: number
  connections: number
  connectionsPerAddress: number
  /** For a client to send its headers, and all of its request. */
  headersMs: number
  requestMs: number
  /** For the node to answer a share request. */
  answerMs: number
}

/**
 * Checking a request takes a node about 10 ms: one address alone takes two seconds of its time at once, and a fifth of it after
 * that. What many addresses do together, a firewall has to stop, or `clientCa`.
 */
export const SERVER_LIMITS: ServerLimits = {
  addressRate: { burst: 200, perSecond: 20 },
  releasesInFlight: 32,
  releasesPerAddress: 8,
  connections: 256,
  connectionsPerAddress: 32,
  headersMs: 5_000,
  requestMs: 10_000,
  answerMs: 15_000,
}
