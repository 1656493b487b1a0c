import { type Address, type Hex, hexToBigInt, type PublicClient, parseEventLogs } from 'viem'
import { decodeAsset } from '../../../../offchain/chain/darkpool/asset.ts'
import type { PoolTerms } from '../../../../offchain/chain/darkpool/readPoolTerms.ts'
import { readRoundPrice } from '../../../../offchain/chain/darkpool/readRoundPrice.ts'
import { creDarkPoolAbi } from '../../../../offchain/chain/generated.ts'
import type { BlockHeader } from '../../../../offchain/chain/readHead.ts'
import { SLOTS } from '../../../../offchain/protocol/pool/constants.ts'
import { publicInputs } from '../../../../offchain/protocol/pool/publicInputs.ts'
import { settleRound } from '../../../../offchain/protocol/pool/settleRound.ts'
import type { KeyChange, Round } from '../../../../offchain/protocol/pool/types.ts'
import type { Ledger, LedgerRound } from './ledger.ts'

export type ReplayParameters = {
  client: PublicClient
  pool: Address
  chainId: number
  terms: PoolTerms
  /** All keys that anybody has in the pool, by commitment. */
  keys: ReadonlyMap<Hex, bigint>
  /** Up to which it is replayed; feeds are read as of it. */
  head: BlockHeader
}

type PoolEvent = ReturnType<typeof parseEventLogs<typeof creDarkPoolAbi, true>>[number]

const slotsIn = (mask: number): number[] =>
  Array.from({ length: SLOTS }, (_, slot) => slot).filter((slot) => (mask >>> slot) & 1)

const creditOf = (ledger: Ledger, account: Address) => {
  const credit = ledger.credits.get(account) ?? { collateral: 0n, payment: 0n, ether: 0n }
  ledger.credits.set(account, credit)
  return credit
}

const endRound = (ledger: Ledger, number: bigint, end: 'settled' | 'expired'): string[] => {
  const problems: string[] = []
  if (ledger.ends.has(number)) problems.push(`round ${number} ended twice: ${ledger.ends.get(number)}, then ${end}`)
  if (ledger.closed?.number !== number)
    problems.push(`round ${number} is ${end}, but closed is ${ledger.closed?.number}`)
  ledger.ends.set(number, end)
  ledger.closed = undefined
  for (const [slot, quote] of ledger.nextBook) {
    if (quote) ledger.book.set(slot, quote)
    else ledger.book.delete(slot)
  }
  ledger.nextBook.clear()
  return problems
}

const keyChangesIn = (events: readonly PoolEvent[], keys: ReadonlyMap<Hex, bigint>): KeyChange[] =>
  events
    .flatMap((event) => {
      if (event.eventName === 'SlotReleased') return [{ slot: Number(event.args.slot), key: 0n }]
      if (event.eventName !== 'SlotKeyActivated') return []
      const key = keys.get(event.args.commitment)
      if (key === undefined) throw new Error(`nobody has the key ${event.args.commitment} that became active`)
      return [{ slot: Number(event.args.slot), key }]
    })
    .sort((one, other) => one.slot - other.slot)

const composeModelRound = async (
  ledger: Ledger,
  closed: LedgerRound,
  keyChanges: readonly KeyChange[],
  { client, terms, keys, head }: ReplayParameters,
): Promise<Round> => {
  const request = closed.requestId === 0n ? undefined : ledger.requests.get(closed.requestId)
  const closedAt = BigInt(closed.closedAt)
  const price = request && (await readRoundPrice(client, { prices: terms.prices, closedAt, block: head }))
  return {
    state: ledger.balances.map((balance, slot) => {
      const commitment = ledger.activeKeys.get(slot)
      return { key: commitment ? (keys.get(commitment) as bigint) : 0n, balance }
    }),
    stateNonce: ledger.nonce,
    ...(request && {
      request: { slot: request.slot, order: request.order, price: price?.price ?? 0n, capBps: closed.capBps },
    }),
    minimumQuote: terms.minimumQuote,
    adjustments: [...ledger.queue.values()].slice(0, closed.entries),
    book: closed.book.flatMap((slot) => ledger.book.get(slot) ?? []),
    keyChanges,
  }
}

/** Matches the round anew, from the ledger alone, and says where the chain has something else. */
const settle = async (
  ledger: Ledger,
  events: readonly PoolEvent[],
  parameters: ReplayParameters,
): Promise<string[]> => {
  const { chainId, pool, keys } = parameters
  const settledEvent = events.find(({ eventName }) => eventName === 'RoundSettled')
  if (settledEvent?.eventName !== 'RoundSettled') throw new Error('no round was settled here')
  const { round: number, requestId, root, nonce, leaves } = settledEvent.args
  const { closed } = ledger
  if (!closed || closed.number !== number || closed.requestId !== requestId)
    return [`round ${number} was settled, while ${closed ? `round ${closed.number}` : 'none'} was closed`]

  const keyChanges = keyChangesIn(events, keys)
  const round = await composeModelRound(ledger, closed, keyChanges, parameters)
  const settled = settleRound(round)
  const inputs = publicInputs(round, settled, { chainId: BigInt(chainId), pool, context: closed.context })
  const problems: string[] = []
  const expect = (what: string, is: bigint, wanted: bigint) => {
    if (is !== wanted) problems.push(`round ${number}: ${what} is ${is}, the model has ${wanted}`)
  }
  expect('root', hexToBigInt(root), inputs.new_root)
  expect('nonce', hexToBigInt(nonce), inputs.new_nonce)
  for (const [slot, leaf] of leaves.entries())
    expect(`leaf ${slot}`, hexToBigInt(leaf), inputs.new_leaf[slot] as bigint)

  const taken = [...ledger.queue].slice(0, closed.entries)
  const dequeued = events.flatMap((event) => (event.eventName === 'Dequeued' ? [event.args] : []))
  expect('the number of queue entries taken', BigInt(dequeued.length), BigInt(taken.length))
  taken.forEach(([index, { slot, asset, kind, amount }], place) => {
    const isAccepted = settled.accepted[place] === true
    const found = dequeued.find((entry) => entry.index === index)
    if (found?.isAccepted !== isAccepted)
      problems.push(`queue entry ${index}: ${found?.isAccepted}, the model has ${isAccepted}`)
    ledger.queue.delete(index)
    const owner = ledger.owners.get(slot)
    if (kind === 'withdrawal' && isAccepted && owner) creditOf(ledger, owner)[asset] += amount
  })

  ledger.balances = settled.state.map(({ balance }) => balance)
  ledger.root = inputs.new_root
  ledger.nonce = inputs.new_nonce
  for (const event of events) {
    if (event.eventName === 'SlotKeyActivated') ledger.activeKeys.set(Number(event.args.slot), event.args.commitment)
  }
  for (const { slot } of keyChanges) {
    ledger.book.delete(slot)
    ledger.nextBook.delete(slot)
  }
  const request = ledger.requests.get(requestId)
  const continued = events.find(({ eventName }) => eventName === 'RequestContinued')
  if (request && continued?.eventName === 'RequestContinued') {
    expect('what remains of the order', hexToBigInt(continued.args.remainder), inputs.remainder_ct)
    request.order = { ciphertext: inputs.remainder_ct, nonce: inputs.new_nonce }
  }
  return [...problems, ...endRound(ledger, number, 'settled')]
}

const follow = (ledger: Ledger, event: PoolEvent, timestamp: number, { terms }: ReplayParameters): string[] => {
  switch (event.eventName) {
    case 'SlotRegistered':
      ledger.owners.set(Number(event.args.slot), event.args.owner)
      return []
    case 'Queued': {
      const { index, slot, asset, isWithdrawal, amount } = event.args
      const kind = isWithdrawal ? 'withdrawal' : 'deposit'
      ledger.queue.set(index, { slot: Number(slot), asset: decodeAsset(asset), kind, amount })
      return []
    }
    case 'QuoteCommitted': {
      const { slot, arrival, ciphertext, nonce, isPending } = event.args
      const quote = { slot: Number(slot), arrival, ciphertext: hexToBigInt(ciphertext), nonce: hexToBigInt(nonce) }
      ;(isPending ? ledger.nextBook : ledger.book).set(quote.slot, quote)
      return []
    }
    case 'QuoteWithdrawn': {
      const slot = Number(event.args.slot)
      if (event.args.isPending) ledger.nextBook.set(slot, undefined)
      else ledger.book.delete(slot)
      return []
    }
    case 'CollateralRequested': {
      const { requestId, slot, encryptedAmount, nonce, timeout, stake } = event.args
      ledger.requests.set(requestId, {
        slot: Number(slot),
        order: { ciphertext: hexToBigInt(encryptedAmount), nonce: hexToBigInt(nonce) },
        stake,
        deadline: timestamp + Number(timeout) + terms.settlementWindow,
      })
      return []
    }
    case 'RequestEnded': {
      const request = ledger.requests.get(event.args.requestId)
      const owner = request && ledger.owners.get(request.slot)
      if (!owner) return [`request ${event.args.requestId} ended, of which nobody knew`]
      creditOf(ledger, owner).ether += request.stake
      ledger.requests.delete(event.args.requestId)
      return []
    }
    case 'RoundClosed': {
      const { number, closedAt, requestId, entries, capBps, context, book } = event.args.round
      const overlaps = ledger.closed && `round ${number} was closed before round ${ledger.closed.number} ended`
      ledger.closed = { number, closedAt, requestId, entries, capBps: BigInt(capBps), context, book: slotsIn(book) }
      return overlaps ? [overlaps] : []
    }
    case 'RoundExpired':
      return endRound(ledger, event.args.round, 'expired')
    default:
      return []
  }
}

/** Takes the ledger on to the head, and says where the chain did what the ledger would not have done. Changes `ledger`. */
export const replayLedger = async (ledger: Ledger, parameters: ReplayParameters): Promise<string[]> => {
  const { client, pool, head } = parameters
  const logs = await client.getLogs({ address: pool, fromBlock: ledger.upTo + 1n, toBlock: head.number })
  const events = parseEventLogs({ abi: creDarkPoolAbi, logs })
  const byTransaction = new Map<Hex, PoolEvent[]>()
  for (const event of events) {
    const group = byTransaction.get(event.transactionHash) ?? []
    byTransaction.set(event.transactionHash, [...group, event])
  }
  const problems: string[] = []
  for (const group of byTransaction.values()) {
    const isSettlement = group.some(({ eventName }) => eventName === 'RoundSettled')
    if (isSettlement) problems.push(...(await settle(ledger, group, parameters)))
    const [first] = group
    const asks = group.some(({ eventName }) => eventName === 'CollateralRequested')
    const block = asks ? await client.getBlock({ blockNumber: first?.blockNumber as bigint }) : undefined
    for (const event of group) problems.push(...follow(ledger, event, Number(block?.timestamp ?? 0n), parameters))
  }
  ledger.upTo = head.number
  return problems
}
