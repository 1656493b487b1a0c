import type { Address, PublicClient } from 'viem'
import { recoveryTreasuryAbi } from '../generated.ts'
import type { BlockHeader } from '../readHead.ts'

/** How the treasury uses the pool, whatever is wanted; and what the schedule counts from. Times in seconds, or Unix seconds. */
export type PoolSchedule = {
  /** Cap of every request's last round. */
  premiumBps: number
  timeout: number
  requestInterval: number
  /** Of every deposit, in pool units of payment. */
  deposit: bigint
  depositInterval: number
  /** Zero before the first. */
  lastRequestAt: number
  lastPoolDepositAt: number
}

export type ReadPoolScheduleParameters = { treasury: Address; block: Pick<BlockHeader, 'hash'> }

/** Reads the schedule as it is after one block. */
export const readPoolSchedule = async (
  client: PublicClient,
  { treasury, block }: ReadPoolScheduleParameters,
): Promise<PoolSchedule> => {
  const on = { address: treasury, abi: recoveryTreasuryAbi, blockHash: block.hash, requireCanonical: true } as const
  const [schedule, lastRequestAt, lastPoolDepositAt] = await Promise.all([
    client.readContract({ ...on, functionName: 'poolSchedule' }),
    client.readContract({ ...on, functionName: 'lastRequestAt' }),
    client.readContract({ ...on, functionName: 'lastPoolDepositAt' }),
  ])
  return { ...schedule, lastRequestAt, lastPoolDepositAt }
}
