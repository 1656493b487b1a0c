import type { Address, PublicClient } from 'viem'
import { findRevert } from '../describeError.ts'
import { creDarkPoolAbi } from '../generated.ts'
import type { BlockHeader } from '../readHead.ts'
import { encodeCloseRound } from './closeRound.ts'
import type { PoolTerms } from './readPoolTerms.ts'

/** When the next round of the live request is due, and the last second of the request; Unix seconds. */
export type RequestTimes = { dueAt: number; deadline: number }

/** What a pool waits for after one block: little, so that it can be read at every one. */
export type PoolStatus = {
  isFrozen: boolean
  /** The last one that was closed; of number zero before the first. */
  round: { number: bigint; isClosed: boolean; closedAt: number; hasRequest: boolean; context: `0x${string}` }
  /** Undefined while no request is pending. */
  request: RequestTimes | undefined
  /** Name of the error with which the pool would refuse to close a round; undefined when it would close one. */
  refusal: string | undefined
}

export type ReadPoolStatusParameters = {
  pool: Address
  terms: Pick<PoolTerms, 'roundsPerRequest' | 'settlementWindow'>
  /** Read by its hash: a node on which it is orphaned answers with an error instead of another history. */
  block: BlockHeader
}

/** Reads what a pool waits for. Which keys wait for a round it does not tell; whether it would close one it does. */
export const readPoolStatus = async (
  client: PublicClient,
  { pool, terms, block }: ReadPoolStatusParameters,
): Promise<PoolStatus> => {
  const at = { blockHash: block.hash, requireCanonical: true } as const
  const on = { ...at, address: pool, abi: creDarkPoolAbi } as const
  const tryToClose = async (): Promise<string | undefined> => {
    try {
      await client.call({ ...at, to: pool, data: encodeCloseRound() })
      return undefined
    } catch (error) {
      const revert = findRevert(error)
      if (!revert) throw error
      return revert.name
    }
  }
  const readTimes = async (): Promise<RequestTimes | undefined> => {
    const live = await client.readContract({ ...on, functionName: 'liveRequest' })
    if (live === 0n) return undefined
    const asked = await client.readContract({ ...on, functionName: 'request', args: [live] })
    const { openedAt, timeout, settledRounds } = asked
    const share = Math.floor((timeout * (settledRounds + 1)) / terms.roundsPerRequest)
    return { dueAt: openedAt + share, deadline: openedAt + timeout + terms.settlementWindow }
  }
  const [[round, isClosed], isFrozen, request, refusal] = await Promise.all([
    client.readContract({ ...on, functionName: 'lastRound' }),
    client.readContract({ ...on, functionName: 'isFrozen' }),
    readTimes(),
    tryToClose(),
  ])
  const { number, closedAt, requestId, context } = round
  return { isFrozen, round: { number, isClosed, closedAt, hasRequest: requestId !== 0n, context }, request, refusal }
}
