import type { Address, Hex } from 'viem'
import { SLOTS } from '../../../../offchain/protocol/pool/constants.ts'
import type { Adjustment, Balance, BookQuote, Sealed } from '../../../../offchain/protocol/pool/types.ts'

export type LedgerRound = {
  number: bigint
  closedAt: number
  requestId: bigint
  entries: number
  capBps: bigint
  context: Hex
  /** The slots whose quotes take part. */
  book: readonly number[]
}

export type LedgerRequest = {
  slot: number
  order: Sealed
  stake: bigint
  /** Unix seconds; after it the request is anybody's to expire. */
  deadline: number
}

export type LedgerCredit = { collateral: bigint; payment: bigint; ether: bigint }

/** What somebody outside who holds all keys says the pool must be. Amounts in pool units, payments of slots in fine units. */
export type Ledger = {
  /** The last block that is in it. */
  upTo: bigint
  owners: Map<number, Address>
  /** By slot. */
  activeKeys: Map<number, Hex>
  balances: Balance[]
  root: bigint | undefined
  nonce: bigint
  queue: Map<bigint, Adjustment>
  book: Map<number, BookQuote>
  /** What the end of the closed round makes of the book; undefined: withdrawn. */
  nextBook: Map<number, BookQuote | undefined>
  requests: Map<bigint, LedgerRequest>
  closed: LedgerRound | undefined
  /** By the number of the round. */
  ends: Map<bigint, 'settled' | 'expired'>
  credits: Map<Address, LedgerCredit>
}

/** Of a pool in which nothing ever happened, as of the block before its own. */
export const emptyLedger = (upTo: bigint): Ledger => ({
  upTo,
  owners: new Map(),
  activeKeys: new Map(),
  balances: Array.from({ length: SLOTS }, () => ({ collateral: 0n, payment: 0n })),
  root: undefined,
  nonce: 0n,
  queue: new Map(),
  book: new Map(),
  nextBook: new Map(),
  requests: new Map(),
  closed: undefined,
  ends: new Map(),
  credits: new Map(),
})
