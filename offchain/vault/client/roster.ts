import type { Hex } from 'viem'

/** The nodes of a vault as their operators agreed on them, in the order of their indices. */
export type Roster = {
  /** How many of them open a secret. */
  threshold: number
  nodes: readonly RosterNode[]
}

export type RosterNode = {
  /** Where its door is: `https://`, or `http://` on loopback. */
  url: string
  /** Compressed point: the key with which it signs. */
  identity: Hex
}

/** A roster as far as a key says it. */
export type KeyRoster = { threshold: number; identities: readonly Hex[] }
