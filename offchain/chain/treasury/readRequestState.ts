import { type Address, hexToBigInt, type PublicClient } from 'viem'
import { type Asset, decodeAsset, encodeAsset } from '../darkpool/asset.ts'
import { creDarkPoolAbi, recoveryTreasuryAbi } from '../generated.ts'
import { readBalance } from '../readBalance.ts'
import type { BlockHeader } from '../readHead.ts'
import { type PoolSchedule, readPoolSchedule } from './readPoolSchedule.ts'

/** A request that is pending, whosever it is. Times are Unix seconds. */
export type LiveRequest = {
  id: number
  isOwn: boolean
  settledRounds: number
  openedAt: number
  timeout: number
  /** Its last second: then anybody may end it. */
  deadline: number
  stake: bigint
}

/**
 * What is public of the treasury in its pool, all of one block. Times are seconds or Unix seconds, stakes wei, amounts
 * base units of the payment token. What the pool holds for the treasury nobody can read here.
 */
export type RequestState = {
  block: BlockHeader
  schedule: PoolSchedule
  /** What a statement must be later than; zero if nothing reached the reserve yet. */
  settledAt: number
  /** The treasury's own: what stakes are paid with. */
  ether: bigint
  /** Stakes that the pool returned and nobody collected yet. */
  stakeCredit: bigint
  /** Payment tokens in the treasury, and what one deposit moves of them. */
  balance: bigint
  depositAmount: bigint
  /** The treasury's slot has an active key: it can deposit and request. */
  isKeyed: boolean
  isAdmitted: boolean
  isPaused: boolean
  isFrozen: boolean
  /** A deposit or withdrawal of payment waits in the queue: the pool takes no other of this slot. */
  isPaymentWaiting: boolean
  stake: bigint
  maxPremiumBps: number
  minDeposit: bigint
  minTimeout: number
  maxTimeout: number
  roundsPerRequest: number
  settlementWindow: number
  live: LiveRequest | undefined
  /** The round that is closed and not ended. */
  closed: { round: number; requestId: number; closedAt: number; deadline: number } | undefined
}

export type ReadRequestStateParameters = {
  treasury: Address
  pool: Address
  payment: Address
  /** Read by its hash: a node on which it is orphaned answers with an error instead of another history. */
  block: BlockHeader
}

const PAYMENT: Asset = 'payment'

/** Reads treasury and pool as they were after one block. */
export const readRequestState = async (
  client: PublicClient,
  { treasury, pool, payment, block }: ReadRequestStateParameters,
): Promise<RequestState> => {
  const at = { blockHash: block.hash, requireCanonical: true } as const
  const on = { address: pool, abi: creDarkPoolAbi, ...at } as const
  const onTreasury = { address: treasury, abi: recoveryTreasuryAbi, ...at } as const
  const [schedule, position, ether, credit, balance, isAdmitted, isPaused, isFrozen, limits] = await Promise.all([
    readPoolSchedule(client, { treasury, block }),
    client.readContract({ ...onTreasury, functionName: 'poolPosition' }),
    client.getBalance({ address: treasury, ...at }),
    client.readContract({ ...on, functionName: 'creditOf', args: [treasury] }),
    readBalance(client, { token: payment, holder: treasury, blockHash: block.hash }),
    client.readContract({ ...on, functionName: 'isAdmitted', args: [treasury] }),
    client.readContract({ ...on, functionName: 'paused' }),
    client.readContract({ ...on, functionName: 'isFrozen' }),
    client.readContract({ ...on, functionName: 'limits' }),
  ])
  const [unit, liveId, [round, isClosed], [first, end], rounds, window, minTimeout, maxTimeout] = await Promise.all([
    client.readContract({ ...on, functionName: 'unitOf', args: [encodeAsset(PAYMENT)] }),
    client.readContract({ ...on, functionName: 'liveRequest' }),
    client.readContract({ ...on, functionName: 'lastRound' }),
    client.readContract({ ...on, functionName: 'queueBounds' }),
    client.readContract({ ...on, functionName: 'roundsPerRequest' }),
    client.readContract({ ...on, functionName: 'settlementWindow' }),
    client.readContract({ ...on, functionName: 'minTimeout' }),
    client.readContract({ ...on, functionName: 'MAX_TIMEOUT' }),
  ])
  const isKeyed = hexToBigInt(position.activeKey) !== 0n
  const settlementWindow = Number(window)

  const readLive = async (): Promise<LiveRequest | undefined> => {
    if (liveId === 0n) return undefined
    const { openedAt, timeout, settledRounds, stake } = await client.readContract({
      ...on,
      functionName: 'request',
      args: [liveId],
    })
    const deadline = openedAt + timeout + settlementWindow
    return {
      id: Number(liveId),
      isOwn: position.requestId === liveId,
      settledRounds,
      openedAt,
      timeout,
      deadline,
      stake,
    }
  }
  const readIsPaymentWaiting = async (): Promise<boolean> => {
    if (!isKeyed) return false
    const waiting = Array.from({ length: Number(end - first) }, (_, place) => first + BigInt(place))
    const entries = await Promise.all(
      waiting.map((index) => client.readContract({ ...on, functionName: 'queueEntry', args: [index] })),
    )
    return entries.some(({ slot, asset }) => BigInt(slot) === position.slot && decodeAsset(asset) === PAYMENT)
  }
  const [live, isPaymentWaiting] = await Promise.all([readLive(), readIsPaymentWaiting()])
  const { number, requestId, closedAt } = round
  return {
    block,
    schedule,
    settledAt: Number(position.settledAt),
    ether,
    stakeCredit: credit.etherAmount,
    balance,
    depositAmount: schedule.deposit * unit,
    isKeyed,
    isAdmitted,
    isPaused,
    isFrozen,
    isPaymentWaiting,
    stake: limits.requestStake,
    maxPremiumBps: limits.maxPremiumBps,
    minDeposit: limits.minPaymentDeposit * unit,
    minTimeout: Number(minTimeout),
    maxTimeout: Number(maxTimeout),
    roundsPerRequest: Number(rounds),
    settlementWindow,
    live,
    closed: isClosed
      ? { round: Number(number), requestId: Number(requestId), closedAt, deadline: closedAt + settlementWindow }
      : undefined,
  }
}
