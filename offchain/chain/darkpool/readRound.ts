import type { Address, Hex, PublicClient } from 'viem'
import { SLOTS } from '../../protocol/pool/constants.ts'
import { creDarkPoolAbi } from '../generated.ts'
import type { BlockHeader } from '../readHead.ts'
import { type Asset, decodeAsset } from './asset.ts'
import { readSlots, type SlotRecord } from './readSlots.ts'

/** A deposit or a withdrawal that waits; `amount` is in pool units. */
export type QueueRecord = { index: bigint; slot: number; asset: Asset; isWithdrawal: boolean; amount: bigint }

/** A quote on the book, encrypted. */
export type QuoteRecord = { slot: number; arrival: bigint; ciphertext: bigint; nonce: bigint }

/** The request that a round takes in. */
export type RequestRecord = {
  id: bigint
  slot: number
  /** keccak256 of the order's ciphertext and nonce. */
  orderHash: Hex
}

/** All that the chain says of the last closed round, and of the state that it is settled on, after one block. */
export type RoundRecord = {
  block: BlockHeader
  /** Zero: none was ever closed. */
  number: bigint
  /** False once it is settled or expired. */
  isClosed: boolean
  /** Unix seconds. */
  closedAt: number
  capBps: bigint
  context: Hex
  state: { root: bigint; nonce: bigint; leavesHash: Hex }
  slots: readonly SlotRecord[]
  /** What it settles, in order. */
  entries: readonly QueueRecord[]
  /** What waits behind. */
  later: readonly QueueRecord[]
  book: readonly QuoteRecord[]
  request: RequestRecord | undefined
  /** Slot of the request that is pending, whether or not the round takes it in. */
  requester: number | undefined
  /** Slots that had a pending key, or wanted to be released, at the close. */
  keyed: readonly number[]
}

export type ReadRoundParameters = {
  pool: Address
  /** Read by its hash: a node on which it is orphaned answers with an error instead of another history. */
  block: BlockHeader
}

const slotsIn = (mask: number): number[] =>
  Array.from({ length: SLOTS }, (_, slot) => slot).filter((slot) => (mask >>> slot) & 1)

/** Reads the last closed round of a pool, all of it after one block. */
export const readRound = async (client: PublicClient, { pool, block }: ReadRoundParameters): Promise<RoundRecord> => {
  const on = { address: pool, abi: creDarkPoolAbi, blockHash: block.hash, requireCanonical: true } as const
  const [[round, isClosed], state, slots, [head, tail], live] = await Promise.all([
    client.readContract({ ...on, functionName: 'lastRound' }),
    client.readContract({ ...on, functionName: 'state' }),
    readSlots(client, { pool, block }),
    client.readContract({ ...on, functionName: 'queueBounds' }),
    client.readContract({ ...on, functionName: 'liveRequest' }),
  ])
  const readEntry = async (index: bigint): Promise<QueueRecord> => {
    const entry = await client.readContract({ ...on, functionName: 'queueEntry', args: [index] })
    const { slot, asset, isWithdrawal, amount } = entry
    return { index, slot, asset: decodeAsset(asset), isWithdrawal, amount }
  }
  const readQuote = async (slot: number): Promise<QuoteRecord> => {
    const quote = await client.readContract({ ...on, functionName: 'standingQuote', args: [BigInt(slot)] })
    const { arrival, ciphertext, nonce } = quote
    return { slot, arrival: BigInt(arrival), ciphertext: BigInt(ciphertext), nonce: BigInt(nonce) }
  }
  const readRequest = async (id: bigint): Promise<RequestRecord> => {
    const { slot, orderHash } = await client.readContract({ ...on, functionName: 'request', args: [id] })
    return { id, slot, orderHash }
  }
  const [queue, book, request, pending] = await Promise.all([
    Promise.all(Array.from({ length: Number(tail - head) }, (_, place) => readEntry(head + BigInt(place)))),
    // Of a round that is over, other quotes may be on the book by now.
    Promise.all(isClosed ? slotsIn(round.book).map(readQuote) : []),
    round.requestId === 0n ? undefined : readRequest(round.requestId),
    live === 0n ? undefined : readRequest(live),
  ])
  const entries = isClosed ? round.entries : 0
  return {
    block,
    number: round.number,
    isClosed,
    closedAt: round.closedAt,
    capBps: BigInt(round.capBps),
    context: round.context,
    state: { root: BigInt(state.root), nonce: BigInt(state.nonce), leavesHash: state.leavesHash },
    slots,
    entries: queue.slice(0, entries),
    later: queue.slice(entries),
    book,
    request,
    requester: pending?.slot,
    keyed: slotsIn(round.keys),
  }
}
