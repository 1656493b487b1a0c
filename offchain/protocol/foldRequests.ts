import type { Hex } from 'viem'
import type { PoolEvent, RequestStatus } from './poolEvent.ts'

/** One request of the treasury, as the chain tells it. Times are Unix seconds; `gas` is that of all its transactions; zero of long ago. */
export type RequestRecord = {
  id: number
  /** Of the report whose order it carried. */
  epoch: number
  status: RequestStatus
  sentAt: number
  sentIn: Hex
  endedAt: number | undefined
  settledRounds: number
  /** The transactions that settled its rounds, oldest first. */
  settlements: readonly Hex[]
  gas: bigint
}

const isEarlier = (a: PoolEvent, b: PoolEvent): number =>
  Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex

const start = ({ requestId, epoch, at, txHash }: PoolEvent & { kind: 'sent' }): RequestRecord => ({
  id: requestId,
  epoch,
  status: 'pending',
  sentAt: at,
  sentIn: txHash,
  endedAt: undefined,
  settledRounds: 0,
  settlements: [],
  gas: 0n,
})

const follow = (request: RequestRecord, event: PoolEvent): RequestRecord => {
  if (event.kind === 'continued') {
    const { settledRounds, txHash } = event
    return { ...request, settledRounds, settlements: [...request.settlements, txHash] }
  }
  return event.kind === 'ended' ? { ...request, status: event.status, endedAt: event.at } : request
}

/** What became of each request that these events begin, newest first. */
export const foldRequests = (events: readonly PoolEvent[]): RequestRecord[] => {
  const requests = new Map<number, RequestRecord>()
  const counted = new Set<string>()
  for (const event of [...events].sort(isEarlier)) {
    if (!('requestId' in event)) continue
    const { requestId, txHash, gasUsed } = event
    const known = event.kind === 'sent' ? start(event) : requests.get(requestId)
    if (!known) continue
    // The last settlement ends the request too: one transaction, two events.
    const isCounted = counted.has(txHash)
    counted.add(txHash)
    const followed = follow(known, event)
    requests.set(requestId, isCounted ? followed : { ...followed, gas: followed.gas + gasUsed })
  }
  return [...requests.values()].reverse()
}
