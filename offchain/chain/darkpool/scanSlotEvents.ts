import {
  type Address,
  decodeEventLog,
  type Hex,
  isAddressEqual,
  type PublicClient,
  type TransactionReceipt,
  toEventSelector,
} from 'viem'
import type { Sealed } from '../../protocol/pool/types.ts'
import type { MinedLog } from '../checkLogs.ts'
import { creDarkPoolAbi } from '../generated.ts'
import { type ScanLogsParameters, scanLogs } from '../scanLogs.ts'
import { type Asset, decodeAsset } from './asset.ts'

/** What happens to slots, in the order in which the chain has it. Amounts are in pool units. */
export type SlotChange =
  | { kind: 'registered'; slot: number; owner: Address }
  | { kind: 'released'; slot: number }
  | { kind: 'activated'; slot: number; commitment: Hex }
  | { kind: 'quoted'; slot: number; sealed: Sealed; isPending: boolean }
  | { kind: 'unquoted'; slot: number; isPending: boolean }
  | { kind: 'queued'; index: bigint; slot: number; asset: Asset; isWithdrawal: boolean; amount: bigint }
  | { kind: 'dequeued'; index: bigint; isAccepted: boolean }
  | { kind: 'reclaimed'; index: bigint }
  | { kind: 'claimed'; account: Address; asset: Asset; amount: bigint }
  | { kind: 'exited'; slot: number; collateral: bigint; payment: bigint }
  /** `book`: bit i says that the quote of slot i takes part. */
  | { kind: 'closed'; round: bigint; requestId: bigint; book: number }
  | { kind: 'settled'; round: bigint; requestId: bigint; nonce: bigint; leaves: readonly bigint[] }
  | { kind: 'expired'; round: bigint }

export type SlotEvent = SlotChange & { blockNumber: bigint; txHash: Hex }

/** The events of some blocks, all of one history: the one that `toBlockHash` ends. */
export type SlotEventRange = { toBlock: bigint; toBlockHash: Hex; events: readonly SlotEvent[] }

const NAMES = [
  'SlotRegistered',
  'SlotReleased',
  'SlotKeyActivated',
  'QuoteCommitted',
  'QuoteWithdrawn',
  'Queued',
  'Dequeued',
  'Reclaimed',
  'Claimed',
  'Exited',
  'RoundClosed',
  'RoundSettled',
  'RoundExpired',
] as const

const TOPICS = creDarkPoolAbi.flatMap((item) =>
  item.type === 'event' && NAMES.some((name) => name === item.name) ? [toEventSelector(item)] : [],
)

type RawEvent = Pick<MinedLog, 'data' | 'topics' | 'blockNumber' | 'transactionHash'>

const decodeChange = ({ data, topics }: RawEvent): SlotChange => {
  const event = decodeEventLog({ abi: creDarkPoolAbi, data, topics })
  switch (event.eventName) {
    case 'SlotRegistered':
      return { kind: 'registered', slot: Number(event.args.slot), owner: event.args.owner }
    case 'SlotReleased':
      return { kind: 'released', slot: Number(event.args.slot) }
    case 'SlotKeyActivated':
      return { kind: 'activated', slot: Number(event.args.slot), commitment: event.args.commitment }
    case 'QuoteCommitted': {
      const { slot, ciphertext, nonce, isPending } = event.args
      return {
        kind: 'quoted',
        slot: Number(slot),
        sealed: { ciphertext: BigInt(ciphertext), nonce: BigInt(nonce) },
        isPending,
      }
    }
    case 'QuoteWithdrawn':
      return { kind: 'unquoted', slot: Number(event.args.slot), isPending: event.args.isPending }
    case 'Queued': {
      const { index, slot, asset, isWithdrawal, amount } = event.args
      return { kind: 'queued', index, slot: Number(slot), asset: decodeAsset(asset), isWithdrawal, amount }
    }
    case 'Dequeued':
      return { kind: 'dequeued', ...event.args }
    case 'Reclaimed':
      return { kind: 'reclaimed', index: event.args.index }
    case 'Claimed': {
      const { account, asset, amount } = event.args
      return { kind: 'claimed', account, asset: decodeAsset(asset), amount }
    }
    case 'Exited': {
      const { slot, collateral, payment } = event.args
      return { kind: 'exited', slot: Number(slot), collateral, payment }
    }
    case 'RoundClosed': {
      const { number, requestId, book } = event.args.round
      return { kind: 'closed', round: number, requestId, book }
    }
    case 'RoundSettled': {
      const { round, requestId, nonce, leaves } = event.args
      return { kind: 'settled', round, requestId, nonce: BigInt(nonce), leaves: leaves.map(BigInt) }
    }
    case 'RoundExpired':
      return { kind: 'expired', round: event.args.round }
    default:
      throw new Error(`${event.eventName} was not asked for`)
  }
}

const decodeEvent = (log: RawEvent): SlotEvent => ({
  ...decodeChange(log),
  blockNumber: log.blockNumber,
  txHash: log.transactionHash,
})

/** What one transaction did to the slots of a pool. */
export const slotEventsIn = ({ logs }: TransactionReceipt, pool: Address): SlotEvent[] =>
  logs
    .filter(({ address, topics }) => isAddressEqual(address, pool) && TOPICS.includes(topics[0] as Hex))
    .map(decodeEvent)

/** What happened to all slots of a pool, oldest first, range by range as {@link scanLogs} reads it. */
export async function* scanSlotEvents(
  client: PublicClient,
  { pool, ...range }: Omit<ScanLogsParameters, 'addresses' | 'topics'> & { pool: Address },
): AsyncGenerator<SlotEventRange, void, undefined> {
  for await (const { logs, toBlock, toBlockHash } of scanLogs(client, {
    ...range,
    addresses: [pool],
    topics: TOPICS,
  })) {
    yield { toBlock, toBlockHash, events: logs.map(decodeEvent) }
  }
}
